package io.sallyport.core.model;

import java.util.List;

/** Names that we write on objects and look for on them. */
public final class Names {
    /** The field manager of everything we apply, and the value of {@link #MANAGED_BY}. */
    public static final String SALLYPORT = "sallyport";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** On a companion: the name of the InferenceService or InferenceGraph it belongs to. */
    public static final String MODEL_LABEL = "sallyport.io/inference-service";

    /** Where the model answers; written by the webhook. */
    public static final String URL = "sallyport.io/url";
    /** Who may call; written by the model's owner. */
    public static final String CALLERS = "sallyport.io/callers";
    /** Which protocol the model speaks; written by the model's owner. */
    public static final String PROTOCOL = "sallyport.io/protocol";
    /** The names of a server's models, where it has several; written by the model's owner. */
    public static final String MODELS = "sallyport.io/models";
    /** Calls of a server that no protocol describes; written by the model's owner. */
    public static final String PATHS = "sallyport.io/paths";
    /** When the door shuts by itself; written by the model's owner. */
    public static final String UNTIL = "sallyport.io/until";
    /** How often each caller may call; written by the model's owner. */
    public static final String RATE = "sallyport.io/rate";
    /** How often all callers together may call; written by the model's owner. */
    public static final String RATE_TOTAL = "sallyport.io/rate-total";
    /** Every annotation of an InferenceService that means something to us. */
    public static final List<String> MODEL_ANNOTATIONS = List.of(CALLERS, MODELS, PATHS, PROTOCOL, RATE, RATE_TOTAL, UNTIL, URL);
    /** On the shared oauth2-proxy policy: the entries that we added, as a JSON list. */
    public static final String EXEMPTED = "sallyport.io/exempted";

    public static final String SECURITY_API = "security.istio.io/v1";
    public static final String NETWORKING_API = "networking.istio.io/v1";
    public static final String KSERVE_API = "serving.kserve.io/v1beta1";

    private Names() {}

    /** Of a model's companions; the dot keeps it apart from every name that KServe gives (those have none). */
    public static String companion(String model) {
        return model + ".expose-external";
    }
}
