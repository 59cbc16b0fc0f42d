package io.sallyport.core.serving;

import io.sallyport.core.model.kserve.ModelServer;
import io.sallyport.core.model.kserve.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Servers that can be told by what an object says of them: the runtimes that KServe ships, and what people run in containers. */
enum ServerKind {
    /** Its own server, whose paths begin at {@code /v1}; also KServe's runtime {@code kserve-vllmserver} (0.20). */
    VLLM(List.of("vllm")),
    /** KServe's server for Hugging Face's models. */
    HUGGING_FACE(List.of("huggingface")),
    /** Others with OpenAI's API at {@code /v1}. */
    OPENAI(List.of("sglang", "text-generation-inference", "llama.cpp", "llama-cpp", "ollama")),
    TRITON(List.of("triton")),
    MLSERVER(List.of("mlserver")),
    /** A format that one of KServe's other servers serves. */
    OF_KSERVE(List.of()),
    /** A container about which nothing is known. */
    UNKNOWN(List.of());

    /** For any other task KServe's server speaks V1 and V2 (python/huggingfaceserver, task.py). */
    private static final Set<String> OPENAI_TASKS = Set.of("text_generation", "text2text_generation", "text_embedding");

    /** What the runtimes that KServe ships are selected by, but for those above (config/runtimes). */
    private static final Set<String> FORMATS = Set.of(
            "sklearn", "xgboost", "lightgbm", "pmml", "paddle", "tensorflow", "pytorch", "onnx", "mlflow", "openvino_ir",
            "autogluon", "predictive", "spark");

    private final List<String> marks;

    ServerKind(List<String> marks) {
        this.marks = marks;
    }

    /** The server of the component that takes the calls. */
    static ServerKind of(ModelServer server) {
        if (!server.custom()) {
            // The format last: Hugging Face's models may be given to another runtime.
            return named(server.runtime()).or(() -> named(server.container().image())).or(() -> named(server.format()))
                    .or(() -> server.format().equals("llm") ? Optional.of(VLLM) : Optional.empty())
                    .orElse(FORMATS.contains(server.format()) ? OF_KSERVE : UNKNOWN);
        }
        return named(server.container().image())
                .or(() -> server.container().words().stream().flatMap(word -> program(word).stream()).findFirst())
                .orElse(UNKNOWN);
    }

    private static Optional<ServerKind> named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(kind -> kind.marks.stream().anyMatch(lower::contains)).findFirst();
    }

    /** {@code vllm serve}, {@code -m vllm.entrypoints.openai.api_server}, {@code -m sglang.launch_server}. */
    private static Optional<ServerKind> program(String word) {
        return word.equals("vllm") || word.startsWith("vllm.entrypoints") ? Optional.of(VLLM)
                : word.startsWith("sglang.") ? Optional.of(OPENAI)
                : Optional.empty();
    }

    /**
     * Empty where nothing tells. What {@code protocolVersion} says counts only for servers that can choose: KServe's defaulter writes
     * {@code v2} there for vLLM and for the older field {@code huggingface} as well (inference_service_defaults.go).
     */
    Optional<Protocol> protocol(ModelServer server) {
        Optional<Protocol> field = server.transformed() ? Optional.empty() : Protocol.of(server.protocolField());
        return switch (this) {
            case VLLM, OPENAI -> Optional.of(Protocol.OPENAI);
            case HUGGING_FACE -> task(server).map(OPENAI_TASKS::contains).orElse(true)
                    ? Optional.of(Protocol.OPENAI)
                    : field.or(() -> Optional.of(Protocol.V1));
            case TRITON, MLSERVER -> field.or(() -> Optional.of(Protocol.V2));
            case OF_KSERVE -> field.or(() -> Optional.of(Protocol.V1));
            case UNKNOWN -> field;
        };
    }

    /** What KServe's server for Hugging Face's models is told to do; without it, it looks at the model. */
    static Optional<String> task(ModelServer server) {
        return server.container().first("--task").map(task -> task.replace('-', '_'));
    }
}
