package io.sallyport.core.model;

import java.util.Optional;

/**
 * One thing that is wrong with what somebody asked for, and the way forward.
 *
 * @param path           the field's path, such as {@code metadata.annotations[sallyport.io/callers]}
 * @param problem        what is wrong there, in words that follow the path: {@code is "yes"}
 * @param fix            what to do instead, as an imperative
 * @param counterexample the request that would get through, where that is the reason
 */
public record Fault(String path, String problem, String fix, Optional<Counterexample> counterexample) {

    public Fault(String path, String problem, String fix) {
        this(path, problem, fix, Optional.empty());
    }

    /** One sentence, without a line break: path, problem, and the fix. */
    @Override
    public String toString() {
        return path + " " + problem + ": " + fix;
    }
}
