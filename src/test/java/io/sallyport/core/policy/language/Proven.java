package io.sallyport.core.policy.language;

import java.util.function.Function;

/** Proofs in tests that are about what is proven, not about what it costs. */
public final class Proven {
    private Proven() {}

    public static <T> T proven(Function<Proof, T> work) {
        return switch (new Budget(20_000_000).prove("", work)) {
            case Outcome.Proven<T>(T value, _) -> value;
            case Outcome.Unproven<T>(_, String reason) -> throw new AssertionError(reason);
        };
    }
}
