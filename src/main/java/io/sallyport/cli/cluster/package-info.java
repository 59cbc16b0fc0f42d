/** The cluster that a command asks about: from files, or read from where the kubeconfig points to. Nothing is written. */
package io.sallyport.cli.cluster;
