/**
 * Regular languages, and what is proven about them within a budget.
 *
 * <p>A {@link io.sallyport.core.policy.language.Language} is a description, and making one costs nothing, whatever it says. What
 * holds of it is asked of a {@link io.sallyport.core.policy.language.Proof}, which builds automata and pays for each state
 * before it is there; a {@link io.sallyport.core.policy.language.Budget} is the only place to get one from. So nothing can be
 * asked without a bound, and who asks cannot forget what it means to reach it: the answer is
 * {@link io.sallyport.core.policy.language.Outcome.Unproven}. Nothing here knows Istio.
 */
package io.sallyport.core.policy.language;
