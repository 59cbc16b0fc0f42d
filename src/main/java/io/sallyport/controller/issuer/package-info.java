/**
 * Who issues this cluster's ServiceAccount tokens, and with which keys: read from the API server again and again.
 */
package io.sallyport.controller.issuer;
