package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Headers by which the gateway tells who calls, such as {@code kubeflow-userid}. What a route does to headers comes after the
 * gateway has set them of the token (Envoy's router is the last filter), so a route that writes one is any user to what is
 * behind it.
 */
final class UserHeaders {
    /** Tells an application whose certificate the client has (Envoy's forward_client_cert_details). */
    private static final String CERTIFICATE = "x-forwarded-client-cert";
    private static final String REMOVE = "remove";
    private static final List<String> WRITES = List.of("set", "add", REMOVE);

    private final ExposureSettings settings;
    private final Set<String> names;

    UserHeaders(ClusterObjects cluster, ExposureSettings settings) {
        this.settings = settings;
        Stream<String> ofRules = cluster.in(settings.gateway().namespace(), GroupKind.REQUEST_AUTHENTICATION).stream()
                .flatMap(object -> Json.elements(object.at("/spec/jwtRules")).stream())
                .flatMap(rule -> Stream.concat(
                        Json.elements(rule.path("outputClaimToHeaders")).stream().map(output -> output.path("header").asText("")),
                        Stream.of(rule.path("outputPayloadToHeader").asText(""))));
        this.names = Stream.of(settings.tokens().claimHeaders().keySet().stream(), ofRules, Stream.of(CERTIFICATE))
                .flatMap(Function.identity())
                .filter(name -> !name.isEmpty())
                .map(UserHeaders::plain)
                .collect(Collectors.toSet());
    }

    /**
     * Every operation on one that was not there before.
     *
     * @param before the object so far; missing if it is new
     * @param after  one that has the shape of its kind
     */
    List<Fault> faults(JsonNode before, JsonNode after) {
        List<Operation> operations = of(after);
        if (operations.isEmpty()) {
            return List.of();
        }
        String hash = ContentHash.of(after.path("spec"));
        if (settings.guard().extensions().contains(hash)) {
            return List.of();
        }
        Set<String> known = of(before).stream().map(Operation::whole).collect(Collectors.toSet());
        return operations.stream()
                .filter(operation -> !known.contains(operation.whole()))
                .map(operation -> new Fault(
                        operation.path(),
                        "would " + operation.text() + ", by which the gateway tells who calls, so that callers pass for somebody else",
                        "leave that header to the gateway, which writes it from the caller's token, or approve this very spec: put "
                                + hash + " into Sallyport's chart value settings.guard.extensions"))
                .toList();
    }

    private record Operation(String path, String text, String value) {

        String whole() {
            return text + ": " + value;
        }
    }

    private List<Operation> of(JsonNode object) {
        List<Operation> found = new ArrayList<>();
        each("spec.http", object.at("/spec/http"), (path, entry) -> {
            operations(path + ".headers.request", entry.path("headers").path("request"), found);
            each(path + ".route", entry.path("route"), (at, route) ->
                    operations(at + ".headers.request", route.path("headers").path("request"), found));
        });
        each("spec.rules", object.at("/spec/rules"), (path, rule) -> {
            filters(path, rule, found);
            each(path + ".backendRefs", rule.path("backendRefs"), (at, backend) -> filters(at, backend, found));
        });
        return found;
    }

    private void filters(String path, JsonNode holder, List<Operation> found) {
        each(path + ".filters", holder.path("filters"), (at, filter) ->
                operations(at + ".requestHeaderModifier", filter.path("requestHeaderModifier"), found));
    }

    /** Of both APIs: a mapping of names, a list of names, or a list of mappings with a name. */
    private void operations(String path, JsonNode operations, List<Operation> found) {
        if (operations.isEmpty()) {
            return;
        }
        for (String verb : WRITES) {
            JsonNode written = operations.path(verb);
            for (String name : Json.keys(written)) {
                header(path + "." + verb + "[" + name + "]", verb, name, written.path(name).asText(), found);
            }
            each(path + "." + verb, written, (at, entry) ->
                    header(at, verb, entry.path("name").asText(entry.asText()), entry.path("value").asText(), found));
        }
    }

    private void header(String path, String verb, String name, String value, List<Operation> found) {
        // That no certificate is told makes nobody another user.
        boolean harmless = verb.equals(REMOVE) && plain(name).equals(CERTIFICATE);
        if (names.contains(plain(name)) && !harmless) {
            found.add(new Operation(path, verb + " the header " + plain(name), value));
        }
    }

    /** Servers of the WSGI kind read an underline and a dash as the same. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void each(String path, JsonNode list, BiConsumer<String, JsonNode> inside) {
        List<JsonNode> elements = Json.elements(list);
        for (int i = 0; i < elements.size(); i++) {
            inside.accept(path + "[" + i + "]", elements.get(i));
        }
    }
}
