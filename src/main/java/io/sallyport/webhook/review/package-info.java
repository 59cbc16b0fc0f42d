/**
 * The JSON of {@code admission.k8s.io/v1}: a review as a whole, within bounds of length and nesting, and the head of one that
 * cannot be read as a whole.
 */
package io.sallyport.webhook.review;
