package io.sallyport.core.policy.automaton;

/** Pays for what is built here, before it is built; ends the work when there is nothing left to pay with. */
@FunctionalInterface
public interface Work {
    /** Steps for a state, since it takes that much more memory than a transition. */
    int STATE = 6;

    /** @param steps one for each transition looked at, {@value #STATE} for a state */
    void charge(long steps);
}
