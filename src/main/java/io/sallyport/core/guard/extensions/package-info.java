/**
 * Writes of what runs in the gateway's Envoy: EnvoyFilter, WasmPlugin, TrafficExtension and ProxyConfig.
 *
 * <p>Threat: code or settings that answer, or change a request, before the token is checked or in place of the check.
 */
package io.sallyport.core.guard.extensions;
