package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;

/** Whether a set of requests is denied. */
public sealed interface Verdict {

    /** Each of them is. */
    record Covered() implements Verdict {}

    /** This one is not. */
    record Open(Counterexample counterexample) implements Verdict {}

    /** A proof either way would be too large; to be treated as open. */
    record Unproven(String reason) implements Verdict {}
}
