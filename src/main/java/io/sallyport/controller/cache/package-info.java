/**
 * What is known of the cluster: one watch a kind, kept as trees that are cut to what the core reads. A watch that says nothing
 * for too long is begun anew.
 */
package io.sallyport.controller.cache;
