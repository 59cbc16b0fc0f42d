/**
 * What a set of policies lets through.
 *
 * <p>{@link io.sallyport.core.policy.Lock} says whether token-less requests are denied under the prefix,
 * {@link io.sallyport.core.policy.ProtectedPolicy} whether an edit weakens a policy that does it, and
 * {@link io.sallyport.core.policy.Exemption} keeps our entries in the shared sign-in policy without touching anybody else's.
 * Where a judgement is coarse it errs to "open".
 */
package io.sallyport.core.policy;
