/**
 * What AuthorizationPolicies let through, proven for all requests at once.
 *
 * <p>{@link io.sallyport.core.policy.proof.Coverage} asks whether every request of a set is denied;
 * {@link io.sallyport.core.policy.proof.ProtectedPolicy} says what an edit opens,
 * {@link io.sallyport.core.policy.proof.Lock} whether the prefix is denied, and
 * {@link io.sallyport.core.policy.proof.Exemption} keeps our entries in the shared sign-in policy without touching anybody
 * else's.
 */
package io.sallyport.core.policy.proof;
