package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Proof;
import java.util.List;

/** Of a condition that we do not look into, such as the client's address: it holds, it does not, or either. */
public enum Truth implements Values {
    HOLDS,
    FAILS,
    EITHER,
    NEITHER;

    @Override
    public boolean isEmpty(Proof proof) {
        return this == NEITHER;
    }

    @Override
    public Values and(Values other) {
        if (this == EITHER || this == other) {
            return other;
        }
        return other == EITHER ? this : NEITHER;
    }

    @Override
    public List<Values> minus(Values other) {
        return List.of(and(((Truth) other).opposite()));
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public Values everything() {
        return EITHER;
    }

    private Truth opposite() {
        return switch (this) {
            case HOLDS -> FAILS;
            case FAILS -> HOLDS;
            case EITHER -> NEITHER;
            case NEITHER -> EITHER;
        };
    }
}
