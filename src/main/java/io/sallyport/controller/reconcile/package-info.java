/**
 * From an event to the writes that it takes.
 *
 * <p>Events carry no work, only the {@link io.sallyport.controller.reconcile.Key} of what to look at again: what is done depends
 * on what the cluster looks like when a worker gets there. So a lost, doubled or late event costs nothing, and the resync finds
 * what no event told. A time of leading is a {@link io.sallyport.controller.reconcile.Term} with a queue and workers of its own,
 * so that the next one inherits nothing.
 */
package io.sallyport.controller.reconcile;
