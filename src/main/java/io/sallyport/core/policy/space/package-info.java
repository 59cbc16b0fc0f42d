/**
 * Sets of requests, exactly: boxes in the product of what a client picks.
 *
 * <p>A {@link io.sallyport.core.policy.space.Box} bounds some attributes of a request and leaves all others free;
 * {@link io.sallyport.core.policy.space.Region} takes boxes away from boxes. Nothing here knows Istio.
 */
package io.sallyport.core.policy.space;
