/**
 * What AuthorizationPolicies say, read the way Istio reads them.
 *
 * <p>A rule is read into {@link io.sallyport.core.policy.Clause clauses} by one reader for all: the proofs in {@code proof},
 * which ask about every request without a principal at once, and the explanation of a single
 * {@link io.sallyport.core.policy.ArrivedRequest}. What cannot be known for sure counts as open.
 */
package io.sallyport.core.policy;
