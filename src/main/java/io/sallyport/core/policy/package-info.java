/**
 * What AuthorizationPolicies let through.
 *
 * <p>A rule is read into {@link io.sallyport.core.policy.Clause clauses} the way Istio reads it, by one reader for all: the
 * proof, which asks {@link io.sallyport.core.policy.Coverage} about every request without a principal at once, and the
 * explanation of a single {@link io.sallyport.core.policy.ArrivedRequest}. {@link io.sallyport.core.policy.ProtectedPolicy}
 * says what an edit opens, {@link io.sallyport.core.policy.Lock} whether the prefix is denied, and
 * {@link io.sallyport.core.policy.Exemption} keeps our entries in the shared sign-in policy without touching anybody
 * else's. What cannot be known for sure counts as open.
 */
package io.sallyport.core.policy;
