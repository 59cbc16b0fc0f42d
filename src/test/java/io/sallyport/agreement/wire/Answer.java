package io.sallyport.agreement.wire;

import java.util.Map;

/**
 * What the gateway answered.
 *
 * @param headers names in lower case
 */
public record Answer(int status, Map<String, String> headers, String body) {

    public enum Outcome {
        /** A policy kept it out. */
        DENIED,
        /** It got past the policies, and reached the route that answers with what arrived. */
        LET_IN,
        /** Envoy did not take it for a request, or gave it no route; the policies were not asked or do not matter. */
        NOT_TAKEN
    }

    static Answer notTaken(String reason) {
        return new Answer(0, Map.of(), reason);
    }

    public Outcome outcome() {
        if (status == 200 && headers.containsKey("x-method")) {
            return Outcome.LET_IN;
        }
        return status == 403 ? Outcome.DENIED : Outcome.NOT_TAKEN;
    }
}
