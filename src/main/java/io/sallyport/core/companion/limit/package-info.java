/**
 * The filters at the gateway that hold models' limits: Envoy's local rate limit, with a bucket for each caller of each model and
 * one for all callers of a model, fed by what the verified token says.
 *
 * <p>What the filters are told comes by Envoy's discovery of filters' configuration, so that a limit that changes breaks no
 * connection at the gateway.
 */
package io.sallyport.core.companion.limit;
