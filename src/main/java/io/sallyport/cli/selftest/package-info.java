/**
 * What {@code helm test} tries from inside the cluster: that admission refuses what it must, and that a model can be called.
 */
package io.sallyport.cli.selftest;
