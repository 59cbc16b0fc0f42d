package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;
import io.sallyport.core.policy.language.Proof;

/** Whether a set of requests is denied. What cannot be told within its budget never becomes one: see {@link Proof}. */
public sealed interface Verdict {

    /** Each of them is. */
    record Covered() implements Verdict {}

    /** This one is not. */
    record Open(Counterexample counterexample) implements Verdict {}
}
