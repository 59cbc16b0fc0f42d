package io.sallyport.core.serving;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.kserve.ModelServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a server has of OpenAI's API, and where: KServe's own below {@code /openai/v1}, unless a variable says otherwise
 * (kserve, protocol/rest/openai/endpoints.py), vLLM's and most others' below {@code /v1} (vllm/entrypoints/openai).
 *
 * @param root  where the paths begin, such as {@code /openai/v1}
 * @param posts those that take a POST, below the root
 */
public record OpenAiPaths(String root, List<String> posts) {
    static final String VARIABLE = "KSERVE_OPENAI_ROUTE_PREFIX";

    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final List<String> COMMON = List.of("/chat/completions", "/completions", "/embeddings", "/rerank");

    /** Adds what is wrong with the server's variable to the faults. */
    static OpenAiPaths of(ServerKind kind, ModelServer server, List<Fault> faults) {
        return switch (kind) {
            case VLLM -> {
                List<String> posts = new ArrayList<>(COMMON);
                posts.addAll(List.of("/responses", "/audio/transcriptions", "/audio/translations"));
                yield new OpenAiPaths("/v1", List.copyOf(posts));
            }
            case OPENAI -> new OpenAiPaths("/v1", COMMON);
            case HUGGING_FACE, TRITON, MLSERVER, OF_KSERVE, UNKNOWN ->
                new OpenAiPaths(prefix(server, faults) + "/v1", COMMON);
        };
    }

    /** True if the server's spec says where the paths begin. */
    static boolean told(ModelServer server) {
        return server.container().environment().containsKey(VARIABLE);
    }

    private static String prefix(ModelServer server, List<Fault> faults) {
        String written = Optional.ofNullable(server.container().environment().get(VARIABLE)).orElse("/openai");
        String prefix = written.isEmpty() || written.startsWith("/") ? written : "/" + written;
        if (!PREFIX.matcher(prefix).matches()) {
            faults.add(new Fault(
                    "spec.predictor (env " + VARIABLE + ")",
                    "is \"" + written + "\", which is not the beginning of a plain path",
                    "write letters, digits, \".\", \"_\" and \"-\" between slashes"));
        }
        return prefix;
    }
}
