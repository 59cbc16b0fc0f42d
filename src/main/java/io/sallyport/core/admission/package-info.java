/**
 * An admission request and what is known of the cluster in, a decision out.
 *
 * <p>Deciding writes nothing: a request that passes here can still be refused elsewhere, can be a dry run, and has no uid yet. So
 * admission judges and stamps, and the controller, woken by the stored object a moment later, makes the companions.
 */
package io.sallyport.core.admission;
