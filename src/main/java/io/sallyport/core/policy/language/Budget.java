package io.sallyport.core.policy.language;

import io.sallyport.core.policy.automaton.Work;
import java.util.function.Function;

/**
 * How much work a question may be. It counts what is built and looked at, never time, so that the same question gets the same
 * answer on every replica, however busy that is.
 *
 * @param steps one for each transition looked at; a state is {@value Work#STATE} of them
 */
public record Budget(long steps) {

    /**
     * Of all that a write is judged by, every route, host, Pod and change of it: what 2,500 routes or 1,700 paths of a policy
     * need. It keeps a judgement within a tenth of a second and 32 MiB on two cores: {@code e2e/fuzz} looks for one that
     * takes more.
     */
    public static final Budget OF_A_JUDGEMENT = new Budget(400_000);

    /** Of what the program says itself. */
    static final Budget OF_A_CONSTANT = new Budget(100_000);

    /**
     * Does work that asks for proofs; this is the only place that ends it early, and the only one that knows how.
     *
     * @param field what is looked at first, as a fault names it
     */
    public <T> Outcome<T> prove(String field, Function<Proof, T> work) {
        try {
            var proof = new Proof(this, field);
            T value = work.apply(proof);
            return new Outcome.Proven<>(value, proof.spent());
        } catch (SpentException e) {
            return new Outcome.Unproven<>(e.field(), "more than " + steps + " steps");
        }
    }
}
