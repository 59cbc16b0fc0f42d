/**
 * The command that runs in the Pod: one replica, put together from the webhook, the controller and the certificates, and the
 * order in which they begin and end.
 */
package io.sallyport.cli.serve;
