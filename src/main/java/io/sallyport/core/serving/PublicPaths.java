package io.sallyport.core.serving;

import static io.sallyport.core.serving.Endpoint.Call.get;
import static io.sallyport.core.serving.Endpoint.Call.post;

import io.sallyport.core.serving.Endpoint.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The finite list of calls that a model answers from outside: V1 and V2 as in KServe's protocol/rest package, OpenAI's below
 * {@code /openai/v1}, as KServe's server has them, and below {@code /v1}, for clients whose base URL ends so.
 */
final class PublicPaths {
    private PublicPaths() {}

    static List<Endpoint> of(String base, Serving serving) {
        // One path of the server's under several public ones, and no public call twice: the first meaning counts.
        Map<String, List<Call>> byServerPath = new LinkedHashMap<>();
        Set<Call> seen = new LinkedHashSet<>();
        all(base, serving).forEach(endpoint -> endpoint.calls().stream()
                .filter(seen::add)
                .forEach(call -> byServerPath.computeIfAbsent(endpoint.serverPath(), _ -> new ArrayList<>()).add(call)));
        return byServerPath.entrySet().stream().map(entry -> new Endpoint(entry.getKey(), entry.getValue())).toList();
    }

    private static Stream<Endpoint> all(String base, Serving serving) {
        Stream<Endpoint> ofProtocol = serving.listed()
                ? Stream.empty()
                : switch (serving.protocol()) {
                    case V1 -> v1(base, serving.names());
                    case V2 -> v2(base, serving.names());
                    case OPENAI -> openAi(base, serving);
                    case GRAPH -> Stream.of(Endpoint.of("/", post(base)));
                };
        return Stream.concat(ofProtocol, serving.more().stream()
                .map(call -> Endpoint.of(call.path(), new Call(call.method(), base + call.path()))));
    }

    private static Stream<Endpoint> v1(String base, List<String> names) {
        return ofNames(base, "/v1/models/", ":predict", List.of(""), names).stream();
    }

    private static Stream<Endpoint> v2(String base, List<String> names) {
        List<Endpoint> endpoints = ofNames(base, "/v2/models/", "/infer", List.of("", "/ready"), names);
        for (String path : List.of("/v2/health/live", "/v2/health/ready", "/v2")) {
            endpoints.add(Endpoint.of(path, get(base + path)));
        }
        return endpoints.stream();
    }

    /**
     * The first name's calls also at the base itself, where people look first.
     *
     * @param verb  what follows a name in a prediction's path
     * @param reads what follows it in paths that are read
     */
    private static List<Endpoint> ofNames(String base, String root, String verb, List<String> reads, List<String> names) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(Endpoint.of(root + names.getFirst() + verb, post(base)));
        endpoints.add(Endpoint.of(root + names.getFirst(), get(base)));
        for (String name : names) {
            String model = root + name;
            endpoints.add(Endpoint.of(model + verb, post(base + model + verb)));
            reads.forEach(read -> endpoints.add(Endpoint.of(model + read, get(base + model + read))));
        }
        return endpoints;
    }

    private static Stream<Endpoint> openAi(String base, Serving serving) {
        String root = serving.openAi().root();
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(Endpoint.of(root + "/chat/completions", post(base)));
        endpoints.add(Endpoint.of(root + "/models", get(base)));
        for (String path : serving.openAi().posts()) {
            endpoints.add(Endpoint.of(root + path, post(base + "/openai/v1" + path), post(base + "/v1" + path)));
        }
        List<String> models = new ArrayList<>(List.of("/models"));
        serving.names().forEach(name -> models.add("/models/" + name));
        models.forEach(path -> endpoints.add(Endpoint.of(root + path, get(base + "/openai/v1" + path), get(base + "/v1" + path))));
        return endpoints.stream();
    }
}
