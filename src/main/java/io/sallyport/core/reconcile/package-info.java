/**
 * What is desired and what is observed in, writes out.
 *
 * <p>Level-triggered: every reconciliation looks at the whole state of one model or of the gateway, never at the event that woke it.
 * Equal states need no write. What locks is written before what opens, and what opens goes first.
 */
package io.sallyport.core.reconcile;
