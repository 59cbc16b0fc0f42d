/**
 * Texts for people: how much of them is shown.
 */
package io.sallyport.core.text;
