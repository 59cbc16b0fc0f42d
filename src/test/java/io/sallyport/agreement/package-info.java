/**
 * The real gateway judges the evaluator: random policies go to istiod, random requests to Envoy, and what Envoy answers
 * has to be what {@link io.sallyport.core.policy} says. A program, started by {@code e2e/agreement}; no unit test.
 */
package io.sallyport.agreement;
