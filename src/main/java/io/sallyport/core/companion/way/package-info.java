/**
 * The way of a call: which paths lead in, where they lead, what becomes of the caller's token, and what the gateway answers by
 * itself.
 */
package io.sallyport.core.companion.way;
