/**
 * Texts: how much of one is shown to people, how two differ, and what Istio reads in one.
 */
package io.sallyport.core.text;
