package io.sallyport.core.explain;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of a request, and why.
 *
 * @param decision {@link #ROUTED}, {@link #EXT_AUTHZ}, {@link #RAW}, or the status that the gateway answers with
 * @param steps    in order; the last one decided
 * @param route    where it goes, if it goes on
 */
public record Explanation(String decision, List<Step> steps, Optional<Destination> route) {
    public static final String ROUTED = "routed";
    /** Whoever signs people in decides. */
    public static final String EXT_AUTHZ = "ext-authz";
    /** Connections are passed on as they are. */
    public static final String RAW = "raw";

    /**
     * @param to   the backends, one of them by weight
     * @param path that they see
     * @param host that they see
     */
    public record Destination(List<String> to, String path, String host) {}

    public Explanation {
        steps = List.copyOf(steps);
    }

    /** The step that decided. */
    public Step decided() {
        return steps.getLast();
    }
}
