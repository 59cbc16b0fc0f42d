package io.sallyport.core.companion.way;

import io.sallyport.core.model.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * The finite list of calls that a model answers from outside. Every path is matched exactly: a prefix would let
 * {@code ..%2f..%2fmetrics} through to the server, and management endpoints ({@code /metrics}, {@code /v2/repository})
 * are on no list. Endpoints as in KServe's protocol/rest package.
 */
public final class PublicPaths {

    /**
     * Calls that reach the server under one path.
     *
     * @param serverPath what the server sees
     * @param calls      what the client sends; several calls can mean the same
     */
    public record Endpoint(String serverPath, List<Call> calls) {}

    /** A method and the path it is sent to, as the client sees it. */
    public record Call(String method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private PublicPaths() {}

    /**
     * @param base  the model's public path, such as {@code /kfserving/team/iris}
     * @param model the name the server knows it by
     */
    public static List<Endpoint> of(String base, Protocol protocol, String model) {
        return switch (protocol) {
            case V1 -> v1(base, "/v1/models/" + model);
            case V2 -> v2(base, "/v2/models/" + model);
            case OPENAI -> openAi(base, model);
        };
    }

    private static List<Endpoint> v1(String base, String model) {
        return List.of(
                endpoint(model + ":predict", post(base), post(base + model + ":predict")),
                endpoint(model, get(base), get(base + model)));
    }

    private static List<Endpoint> v2(String base, String model) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(endpoint(model + "/infer", post(base), post(base + model + "/infer")));
        endpoints.add(endpoint(model, get(base), get(base + model)));
        for (String path : List.of(model + "/ready", "/v2/health/live", "/v2/health/ready", "/v2")) {
            endpoints.add(endpoint(path, get(base + path)));
        }
        return endpoints;
    }

    private static List<Endpoint> openAi(String base, String model) {
        List<Endpoint> endpoints = new ArrayList<>();
        String chat = "/openai/v1/chat/completions";
        String models = "/openai/v1/models";
        endpoints.add(endpoint(chat, post(base), post(base + chat)));
        for (String path : List.of("/openai/v1/completions", "/openai/v1/embeddings", "/openai/v1/rerank")) {
            endpoints.add(endpoint(path, post(base + path)));
        }
        endpoints.add(endpoint(models, get(base), get(base + models)));
        endpoints.add(endpoint(models + "/" + model, get(base + models + "/" + model)));
        return endpoints;
    }

    private static Endpoint endpoint(String serverPath, Call... calls) {
        return new Endpoint(serverPath, List.of(calls));
    }

    private static Call post(String path) {
        return new Call("POST", path);
    }

    private static Call get(String path) {
        return new Call("GET", path);
    }
}
