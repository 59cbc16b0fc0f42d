/**
 * Writes of everything that brings routes or listeners to the gateway: VirtualService, Ingress, the routes of the Gateway API,
 * Gateway and ListenerSet.
 *
 * <p>Threats: a route that takes requests from exposed models, with their callers' tokens; one that leads what needs no token
 * to anything but the sign-in; a listener that asks no policy; a connection that is passed on unread; two listeners that
 * Envoy refuses together, and with them every later policy; a value that Envoy refuses, and with it every later route.
 */
package io.sallyport.core.guard.routes;
