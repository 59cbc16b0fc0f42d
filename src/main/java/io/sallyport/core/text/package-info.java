/**
 * Texts: how much of one is shown to people, and what Istio reads in one.
 */
package io.sallyport.core.text;
