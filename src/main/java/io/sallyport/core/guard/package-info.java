/**
 * Which writes let somebody in without a token, or take the gateway over.
 *
 * <p>One {@link io.sallyport.core.guard.Judge} for each way in. All ask the same two questions: what was true before the
 * write, and what will be true after it; what was open before is not held against anybody.
 */
package io.sallyport.core.guard;
