/**
 * The part that talks to the API server.
 *
 * <pre>
 *  watch event ─▶ Triggers ─▶ WorkQueue ─▶ Reconciler ─▶ ClusterWriter
 *       │                        ▲             │ core: observed × desired → changes
 *       ▼                        └─ retries ───┤
 *  ClusterCaches ─▶ ClusterReader ─────────────┘─▶ ModelEvents
 *                        └─▶ ClusterSnapshot, for admission
 * </pre>
 *
 * <p>Every replica follows the cluster; one leads and writes ({@link io.sallyport.controller.Leadership}), and only
 * while it is certain to lead: this is asked before every single write. A time of leading is a
 * {@link io.sallyport.controller.Term} with a queue and workers of its own, so that the next one inherits nothing.
 *
 * <p>Events carry no work, only the key of what to look at again: what is done depends on what the cluster looks like
 * when a worker gets there. So a lost, doubled or late event costs nothing, and the resync finds what no event told.
 * A write that others make something else of may change nothing, and so bring no event: it counts as failed.
 *
 * <p>Nothing is done before everything is known: an empty cache must not be taken for an empty cluster.
 */
package io.sallyport.controller;
