/**
 * Writes of AuthorizationPolicy and RequestAuthentication.
 *
 * <p>Threats: a policy that stops denying what it denied, or misses the gateway; one whose value ends Envoy or makes it refuse
 * its listener; an issuer, a key or a place of tokens that nobody approved, with which anybody can make tokens.
 */
package io.sallyport.core.guard.policies;
