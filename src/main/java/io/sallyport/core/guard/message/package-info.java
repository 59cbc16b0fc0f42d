/**
 * Messages of Istio's and Envoy's that others hold as text or as free-form mappings: {@code MeshConfig} in a ConfigMap,
 * {@code ProxyConfig} in an annotation or a variable, a filter's configuration in an EnvoyFilter.
 *
 * <p>Threats: text that Istio's reader of YAML takes for something else than ours; a field in its other spelling; a field by
 * which Envoy is started otherwise, or istiod takes the Pod for another.
 */
package io.sallyport.core.guard.message;
