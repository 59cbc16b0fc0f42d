package io.sallyport.core.reconcile;

import io.sallyport.core.companion.GatewayCompanions;

/**
 * The state of a model, as told to people in an Event.
 *
 * @param kind    what happened
 * @param message why, in one line
 */
public record ExposureStatus(Kind kind, String message) {
    /**
     * It is to be closed, and something keeps what we made for it.
     *
     * @param reason why it is to be closed
     * @param keeper what has to go first
     */
    public static ExposureStatus held(String reason, String keeper) {
        return new ExposureStatus(
                Kind.HELD,
                "not closed yet, although " + reason + ": take off what holds it up: " + keeper + "; until then the VirtualService "
                        + GatewayCompanions.HELD + " answers in the route's place at the gateway");
    }

    /** The reasons of our Events. */
    public enum Kind {
        EXPOSED("Normal", "Exposed"),
        CLOSED("Normal", "Closed"),
        /** Its route is still there, because somebody holds it. */
        HELD("Warning", "ClosingHeldUp"),
        WAITING("Warning", "ExposureWaiting"),
        REFUSED("Warning", "ExposureRefused");

        private final String type;
        private final String reason;

        Kind(String type, String reason) {
            this.type = type;
            this.reason = reason;
        }

        /** The Event's type. */
        public String type() {
            return type;
        }

        /** The Event's reason. */
        public String reason() {
            return reason;
        }
    }
}
