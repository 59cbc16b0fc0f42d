package io.sallyport.core.policy;

/**
 * How to read what Istio and Envoy of different versions read differently. What a policy denied before a write is read
 * one way and what it denies afterwards the other, so that a doubt is never to the intruder's favour.
 */
public enum Reading {
    /** Only what is denied by every version. */
    SURELY_DENIED,
    /** All that is denied by some version. */
    POSSIBLY_DENIED;

    /** How to read a list that stands behind a "not". */
    boolean wide(boolean negated) {
        return (this == POSSIBLY_DENIED) != negated;
    }
}
