/**
 * How things are with each model, as values: what is open, at which URL, to whom, until when, and why not. The command line
 * shows them; the sentences are those of the controller's Events, because both come from the same reconciliation.
 */
package io.sallyport.core.status;
