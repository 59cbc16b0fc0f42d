/**
 * Messages of Istio's that others hold as text: {@code MeshConfig} in a ConfigMap, {@code ProxyConfig} in an annotation or a
 * variable.
 *
 * <p>Threats: text that Istio's reader of YAML takes for something else than ours; a field in its other spelling; a field by
 * which Envoy is started otherwise, or istiod takes the Pod for another.
 */
package io.sallyport.core.guard.message;
