package io.sallyport.core.companion.way;

import java.util.Optional;

/** What the gateway's route does with the caller's token. */
public enum TokenHandover {
    /** It is taken off: the Pod does not ask for it, and a token is a credential that model code must not see. */
    TAKEN_OFF,
    /** It goes on as it came, for a gateway behind this one, or for a model that is to see it. */
    AS_IT_CAME,
    /**
     * It goes on in a form that nobody else uses. A rule for the usual one would make the Pod's sidecar answer 401 to every
     * {@code Authorization} that it cannot verify, such as a person's session or an API key of the model's own.
     */
    OWN_FORM;

    /** What comes before the token in our form, where sidecars look for it. */
    public static final String PREFIX = "Sallyport Bearer ";

    /** Envoy formats the header that came, which has to be there still: it takes headers off before it sets others. */
    public Optional<String> form() {
        return this == OWN_FORM ? Optional.of("Sallyport %REQ(authorization)%") : Optional.empty();
    }
}
