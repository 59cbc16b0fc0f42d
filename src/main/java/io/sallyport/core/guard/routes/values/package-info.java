/**
 * Whether Envoy takes the values that istiod hands it from a route as they are.
 *
 * <p>Threat: one value that it refuses, in a route of anybody's, makes it refuse the gateway's whole route configuration, and
 * with it every later route; a model's door then no longer shuts. Istio's own webhook looks for few of these values.
 *
 * <p>What is taken is written down here, and all else is refused. It was measured on Envoy 1.40 for every field of
 * pilot/pkg/networking/core/route/route.go, and is narrower where other versions of Envoy may differ.
 */
package io.sallyport.core.guard.routes.values;
