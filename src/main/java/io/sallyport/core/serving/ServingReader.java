package io.sallyport.core.serving;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Explainer;
import io.sallyport.core.model.kserve.GraphRouter;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.kserve.ModelServer;
import io.sallyport.core.model.kserve.Protocol;
import io.sallyport.core.serving.Endpoint.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Works out how the server of an InferenceService is spoken to, collecting every fault on the way. */
public final class ServingReader {
    /** As Knative, Istio and Kubernetes name ports whose protocol is gRPC, or HTTP/2 without TLS, which nothing else speaks. */
    private static final Pattern GRPC_PORT = Pattern.compile("(h2c|grpc|grpc-web)(-.*)?");

    /** What Knative gives a revision that asks for nothing (config-defaults, revision-timeout-seconds). */
    private static final Duration KNATIVE_LIMIT = Duration.ofSeconds(300);

    private final Model service;
    private final ModelServer server;
    private final ServerKind kind;
    private final List<Fault> faults;
    private final List<String> notes = new ArrayList<>();

    private ServingReader(Model service, ModelServer server, List<Fault> faults) {
        this.service = service;
        this.server = server;
        this.kind = ServerKind.of(server);
        this.faults = faults;
    }

    /**
     * How the model is spoken to; empty if that cannot be said.
     *
     * @param faults everything that is wrong is added to it
     */
    public static Optional<Serving> read(Model service, List<Fault> faults) {
        return switch (service.component().server()) {
            case ModelServer server -> new ServingReader(service, server, faults).read();
            case GraphRouter _ -> Optional.of(GraphServing.read(service, faults));
            case Explainer _ -> throw new IllegalArgumentException("an explainer takes no calls but its own: " + service.ref());
        };
    }

    private Optional<Serving> read() {
        List<Call> listed = ListedPaths.read(service.annotation(Names.PATHS), faults);
        boolean grpcOnly = speaksGrpcOnly();
        Optional<Protocol> annotated = annotated();
        Optional<Protocol> known = annotated.or(() -> kind.protocol(server));
        boolean onlyListed = known.isEmpty() && !listed.isEmpty();
        Protocol protocol = known.orElse(Protocol.V1);
        List<String> names = onlyListed
                ? List.of()
                : ModelNames.read(service, server, protocol != Protocol.OPENAI, faults);
        OpenAiPaths openAi = OpenAiPaths.of(kind, server, faults);
        note(annotated, known, onlyListed);
        boolean misspelt = service.annotation(Names.PROTOCOL).isPresent() && annotated.isEmpty();
        return grpcOnly || misspelt
                ? Optional.empty()
                : Optional.of(new Serving(
                        protocol, names, openAi, Stream.concat(listed.stream(), extras(protocol, names)).toList(), onlyListed, notes));
    }

    private Optional<Protocol> annotated() {
        Optional<String> annotation = service.annotation(Names.PROTOCOL);
        Optional<Protocol> protocol = annotation.flatMap(Protocol::of);
        if (annotation.isPresent() && protocol.isEmpty()) {
            faults.add(new Fault(
                    "metadata.annotations[" + Names.PROTOCOL + "]",
                    "is \"" + annotation.get() + "\"",
                    "write \"v1\", \"v2\" or \"openai\""));
        }
        return protocol;
    }

    /** Routes of ours speak HTTP/1.1 to it, which such a server never answers. */
    private boolean speaksGrpcOnly() {
        String component = service.component().field();
        Optional<String> port = server.container().ports().stream().findFirst()
                .map(first -> first.getKey().toLowerCase(Locale.ROOT))
                .filter(name -> GRPC_PORT.matcher(name).matches());
        if (port.isPresent()) {
            faults.add(new Fault(
                    component + " (ports[0].name)",
                    "is \"" + port.get() + "\", so that calls reach the server by gRPC only, and only HTTP can be exposed",
                    "name a port on which the server speaks HTTP first, such as {name: http1, containerPort: 8080}"));
            return true;
        }
        boolean field = !server.transformed() && server.protocolField().startsWith("grpc");
        if (field && service.annotation(Names.PROTOCOL).isEmpty()) {
            faults.add(new Fault(
                    "spec.predictor.model.protocolVersion",
                    "is \"" + server.protocolField() + "\", and only HTTP can be exposed",
                    "if the server also speaks HTTP, say which protocol in the annotation " + Names.PROTOCOL));
            return true;
        }
        return false;
    }

    /** What such a server has besides. */
    private Stream<Call> extras(Protocol protocol, List<String> names) {
        if (kind == ServerKind.VLLM && protocol == Protocol.OPENAI) {
            return Stream.of(Call.post("/v1/messages"), Call.post("/tokenize"), Call.post("/detokenize"));
        }
        if (kind == ServerKind.TRITON && protocol == Protocol.V2) {
            return names.stream().flatMap(name -> Stream.of("/generate", "/generate_stream")
                    .map(path -> Call.post("/v2/models/" + name + path)));
        }
        return server.container().image().contains("text-generation-inference")
                ? Stream.of(Call.post("/generate"), Call.post("/generate_stream"))
                : Stream.empty();
    }

    private void note(Optional<Protocol> annotated, Optional<Protocol> known, boolean onlyListed) {
        if (known.isEmpty() && !onlyListed) {
            notes.add("what the " + service.component().name() + "'s container speaks is not known, and V1 is assumed: say it in the annotation "
                    + Names.PROTOCOL + ", or list its calls in " + Names.PATHS);
        }
        if (kind == ServerKind.UNKNOWN && annotated.equals(Optional.of(Protocol.OPENAI)) && !OpenAiPaths.told(server)) {
            notes.add("the server's paths are taken to begin at /openai/v1, as those of KServe's servers: where they begin at /v1,"
                    + " set the container's variable " + OpenAiPaths.VARIABLE + " to \"\"");
        }
        boolean guessed = kind == ServerKind.HUGGING_FACE && annotated.isEmpty() && ServerKind.task(server).isEmpty();
        if (guessed) {
            notes.add("no --task is given, and a model that generates or embeds is assumed, spoken to by OpenAI's API: for another say"
                    + " the task, or the annotation " + Names.PROTOCOL);
        }
        if (kind == ServerKind.TRITON && service.annotation(Names.MODELS).isEmpty()) {
            notes.add("Triton names models after the folders of its repository: if " + server.modelName()
                    + " is none of them, list them in the annotation " + Names.MODELS);
        }
        if (server.canaries() && server.transformed()) {
            notes.add("spec.canary takes no part: the transformer calls the stable model");
        }
        server.behind().ifPresent(this::noteLimits);
        if (server.idle() && service.mode() == DeploymentMode.STANDARD) {
            notes.add("minReplicas is 0, and in Standard mode a call wakes no Pod: it gets 503 until something else scales the model up");
        }
    }

    /** Whichever limit is shorter ends a call: the route has the transformer's, and in Knative mode the transformer has one anyway. */
    private void noteLimits(ModelServer.Behind limits) {
        boolean knative = service.mode() == DeploymentMode.KNATIVE;
        Optional<Duration> first = limits.transformer().or(() -> knative ? Optional.of(KNATIVE_LIMIT) : Optional.empty());
        first.filter(limit -> limit.compareTo(limits.predictor()) < 0).ifPresent(limit -> notes.add(
                "the transformer ends a call after " + limit.toSeconds() + " s"
                        + (limits.transformer().isEmpty() ? ", as Knative does by itself" : "")
                        + ", before the predictor's " + limits.predictor().toSeconds() + " s: set spec.transformer.timeout"));
    }
}
