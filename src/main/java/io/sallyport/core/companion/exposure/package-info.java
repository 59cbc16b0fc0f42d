/**
 * What a model asks for: the label and the annotations of an object, read without a look at the rest of the cluster, every
 * fault at once.
 */
package io.sallyport.core.companion.exposure;
