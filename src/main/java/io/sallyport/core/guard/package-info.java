/**
 * Which writes let somebody in without a token, or take the gateway over.
 *
 * <pre>
 *  Guard ─┬▶ policies    what denies and what believes tokens ─┐
 *         ├▶ routes      where a request goes                  ├▶ gateway ─▶ message ─┐
 *         ├▶ extensions  code and settings in Envoy            │  what is guarded     ├▶ write
 *         ├▶ workloads   Pods of the gateway and istiod        │                      │  what is judged
 *         └▶ mesh        what istiod reads and sees            ┘  ────────────────────┘
 * </pre>
 *
 * <p>{@link io.sallyport.core.guard.Guard} sends each write to the {@link io.sallyport.core.guard.write.Judge} of its kind. A
 * judge's room names the threats that it stops, and knows no other judge's room. All ask the same two questions: what was
 * true before the write, and what will be true after it; what was open before is not held against anybody.
 */
package io.sallyport.core.guard;
