/**
 * One {@link io.sallyport.core.route.match.Route}: which requests it takes, and where they go. Nothing here knows the object that
 * it was read from.
 */
package io.sallyport.core.route.match;
