/**
 * The generated certificates in the cluster: the Secret that all replicas share, and {@code caBundle} in the webhook
 * configurations.
 */
package io.sallyport.controller.certificate;
