package io.sallyport.core.policy.proof;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.space.Box;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What must be true of any two policies, over the grammar of what one can write. */
class CoverageLawsTest {
    private static final GatewayWorkload GATEWAY = new GatewayWorkload(List.of(Map.of("app", "gateway")));

    @Property(tries = 150)
    void addingARuleNeverOpensAnything(@ForAll("rules") List<ObjectNode> rules, @ForAll("rule") ObjectNode more) {
        List<ObjectNode> all = new ArrayList<>(rules);
        all.addFirst(more);

        assertThat(kept(read(rules), read(all))).isEqualTo(new Verdict.Covered());
    }

    @Property(tries = 150)
    void addingToNotPathsNeverClosesAnything(@ForAll("rules") List<ObjectNode> rules, @ForAll("path") String path) {
        List<ObjectNode> wider = rules.stream().map(ObjectNode::deepCopy).toList();
        wider.forEach(rule -> rule.withArray("/to").forEach(to ->
                ((ObjectNode) to).withObject("/operation").withArray("notPaths").add(path)));

        assertThat(kept(read(wider), read(rules))).isEqualTo(new Verdict.Covered());
    }

    @Property(tries = 200)
    void aCounterexampleIsDeniedByTheOneAndNotByTheOther(
            @ForAll("rules") List<ObjectNode> before, @ForAll("rules") List<ObjectNode> after) {
        List<Fault> faults = faults(policy(before), policy(after));
        Assume.that(!faults.isEmpty());

        AuthorizationPolicy was = read(before);
        Counterexample request = faults.getFirst().counterexample().orElseThrow();
        Assume.that(request.assumptions().isEmpty());
        assertThat(was.matching(arrived(request))).as(request.toString()).isPresent();
        if (faults.size() == 1 && faults.getFirst().path().equals("spec.rules")) {
            assertThat(read(after).matching(arrived(request))).as(request.toString()).isEmpty();
        }
    }

    @Property(tries = 200)
    void nothingThatWasDeniedGetsThroughWhereNothingIsSaidToOpen(
            @ForAll("rules") List<ObjectNode> before,
            @ForAll("rules") List<ObjectNode> after,
            @ForAll("requests") List<ArrivedRequest> requests) {
        Assume.that(kept(read(before), read(after)) instanceof Verdict.Covered);

        assertThat(requests)
                .filteredOn(request -> read(before).matching(request).isPresent())
                .allSatisfy(request -> assertThat(read(after).matching(request)).isPresent());
    }

    @Property(tries = 200)
    void takingARefusedChangeBackIsAllowed(
            @ForAll("rules") List<ObjectNode> before, @ForAll("rules") List<ObjectNode> after) {
        assertThat(faults(policy(before), policy(before))).isEmpty();

        List<ObjectNode> both = new ArrayList<>(after);
        both.addAll(before);
        assertThat(faults(policy(before), policy(both))).isEmpty();
    }

    private static Verdict kept(AuthorizationPolicy before, AuthorizationPolicy after) {
        return proven(proof -> Coverage.kept(before, after, GATEWAY, Box.ALL, proof));
    }

    private static List<Fault> faults(JsonNode before, JsonNode after) {
        return proven(proof -> ProtectedPolicy.faults(before, after, GATEWAY, Box.ALL, proof));
    }

    private static AuthorizationPolicy read(List<ObjectNode> rules) {
        return AuthorizationPolicy.from(policy(rules));
    }

    private static JsonNode policy(List<ObjectNode> rules) {
        return Json.object(
                "apiVersion", "security.istio.io/v1",
                "kind", "AuthorizationPolicy",
                "metadata", Json.object("name", "lock", "namespace", "istio-system"),
                "spec", Json.object("action", "DENY", "rules", Json.list(rules)));
    }

    private static ArrivedRequest arrived(Counterexample request) {
        return request(
                request.method(),
                URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.ISO_8859_1),
                request.host().orElse("gateway.example"),
                request.port().orElse(8080),
                request.headers());
    }

    private static ArrivedRequest request(
            String method, String target, String host, int port, List<Counterexample.Header> headers) {
        return new ArrivedRequest(method, target, host, "http", port, headers, Optional.empty(), _ -> false);
    }

    @Provide
    Arbitrary<List<ObjectNode>> rules() {
        return rule().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<ObjectNode> rule() {
        return Combinators.combine(operation().list().ofMaxSize(2), condition().list().ofMaxSize(2))
                .as((operations, conditions) -> {
                    ArrayNode to = Json.list(operations.stream()
                            .map(operation -> Json.object("operation", operation))
                            .toList());
                    return Json.object(
                            "to", to.isEmpty() ? Json.none() : to,
                            "when", conditions.isEmpty() ? Json.none() : Json.list(conditions));
                });
    }

    private Arbitrary<ObjectNode> operation() {
        return Combinators.combine(
                        field("paths", path()), field("notPaths", path()),
                        field("methods", Arbitraries.of("GET", "P*", "*T", "*")), field("notHosts", host()),
                        field("hosts", host()), field("ports", Arbitraries.of("8080", "8443", "x")))
                .as((fields1, fields2, fields3, fields4, fields5, fields6) -> {
                    ObjectNode operation = Json.object();
                    List.of(fields1, fields2, fields3, fields4, fields5, fields6).forEach(operation::setAll);
                    return operation;
                });
    }

    private static Arbitrary<ObjectNode> field(String name, Arbitrary<String> values) {
        Arbitrary<ObjectNode> some = values.list().ofMinSize(1).ofMaxSize(2).map(list -> Json.object(name, Json.list(list)));
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(1).map(_ -> Json.object())), Tuple.of(1, some));
    }

    private static Arbitrary<ObjectNode> condition() {
        Arbitrary<String> key = Arbitraries.of("request.headers[x-a]", "request.headers[:path]", "request.headers[host]", "unknown");
        Arbitrary<String> value = Arbitraries.of("a", "a*", "*a", "*", "/a*");
        return Combinators.combine(key, value.list().ofMaxSize(1), value.list().ofMaxSize(1))
                .as((name, values, notValues) -> Json.object(
                        "key", name,
                        "values", values.isEmpty() ? Json.none() : Json.list(values),
                        "notValues", notValues.isEmpty() ? Json.none() : Json.list(notValues)));
    }

    @Provide
    Arbitrary<String> path() {
        return Arbitraries.of("/a", "/a/*", "/*", "*", "*/b", "/a/b", "/{*}/b", "/a/{**}", "/ab*", "");
    }

    private static Arbitrary<String> host() {
        return Arbitraries.of("a.example", "*.example", "A.*", "*", "gateway.example");
    }

    @Provide
    Arbitrary<List<ArrivedRequest>> requests() {
        Arbitrary<String> path = Arbitraries.of("/", "/a", "/a/", "/a/b", "/x/b", "/ab", "/ab/c", "/a/b?q", "/b");
        Arbitrary<String> header = Arbitraries.of("a", "ab", "ba", "c");
        return Combinators.combine(
                        Arbitraries.of("GET", "POST", "PUT"), path, Arbitraries.of("a.example", "gateway.example", "b"),
                        Arbitraries.of(8080, 8443), header.list().ofMaxSize(2))
                .as((method, target, host, port, values) ->
                        request(method, target, host, port, values.stream()
                                .map(value -> new Counterexample.Header("x-a", value))
                                .toList()))
                .list()
                .ofSize(20);
    }
}
