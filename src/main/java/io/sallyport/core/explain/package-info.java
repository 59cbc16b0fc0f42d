/**
 * One request's way through the gateway, as Envoy would go it: normalisation, sign-in, token, DENY, ALLOW, route.
 *
 * <p>It asks the same parsers as the guard, so what the guard proves and what is explained cannot differ.
 */
package io.sallyport.core.explain;
