/**
 * Which routes the gateway has, in the order in which it looks at them.
 *
 * <p>Every kind that brings routes (VirtualService, Ingress, HTTPRoute and GRPCRoute) is read into one form,
 * {@link io.sallyport.core.route.RouteSource}, the way istiod makes Envoy's routes of it. What cannot be read exactly is
 * kept as "may match", so that a judgement errs to "takes the request".
 */
package io.sallyport.core.route;
