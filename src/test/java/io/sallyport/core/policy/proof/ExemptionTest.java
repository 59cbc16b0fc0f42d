package io.sallyport.core.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ExemptionTest {
    private static final List<String> OURS = List.of("/kfserving", "/kfserving/*");

    /** What the policy looks like with the exemption, and after it has been taken out again. */
    @TestFactory
    Stream<DynamicTest> shapes() {
        return GoldenFiles.in("exemption", example -> {
            JsonNode policy = document(example.in("policy.yaml", ""));
            JsonNode exempted = Exemption.applied(policy, OURS);
            return Map.of(
                    "exempted.yaml", YamlText.written(List.of(exempted)),
                    "withdrawn.yaml", YamlText.written(List.of(Exemption.applied(exempted, List.of()))));
        });
    }

    @Property
    void exemptingTwiceIsExemptingOnce(@ForAll("policies") JsonNode policy) {
        JsonNode once = Exemption.applied(policy, OURS);

        assertThat(Exemption.applied(once, OURS)).isEqualTo(once);
    }

    @Property
    void nothingIsMissingAfterwardsUnlessSomebodyElseHasDecidedAboutThePath(@ForAll("policies") JsonNode policy) {
        boolean decided = OURS.stream().anyMatch(entry -> policy.path("spec").toString().contains("\"" + entry + "\""));

        assertThat(decided || !Exemption.missing(Exemption.applied(policy, OURS), OURS)).isTrue();
    }

    @Property
    void withdrawingLeavesThePolicyAsItWas(@ForAll("policies") JsonNode policy) {
        assertThat(Exemption.applied(Exemption.applied(policy, OURS), List.of())).isEqualTo(policy);
    }

    @Property
    void theInputIsNeverChanged(@ForAll("policies") JsonNode policy) {
        JsonNode before = policy.deepCopy();

        Exemption.applied(policy, OURS);

        assertThat(policy).isEqualTo(before);
    }

    @Provide
    Arbitrary<JsonNode> policies() {
        Arbitrary<String> path = Arbitraries.of("/dex/*", "/dex/**", "/oauth2/*", "/kfserving", "/kfserving/*", "*/healthz", "/kf*", "/{**}");
        Arbitrary<JsonNode> operation = Combinators.combine(
                        path.list().uniqueElements().ofMaxSize(4), path.list().uniqueElements().ofMaxSize(2), Arbitraries.of(true, false))
                .as((notPaths, paths, method) -> Json.object(
                        "paths", paths.isEmpty() ? Json.none() : Json.list(paths),
                        "methods", method || (paths.isEmpty() && notPaths.isEmpty()) ? Json.array("GET") : Json.none(),
                        "notPaths", notPaths.isEmpty() ? Json.none() : Json.list(notPaths)));
        Arbitrary<JsonNode> to = operation.map(found -> Json.object("operation", found));
        Arbitrary<JsonNode> rule = Combinators.combine(to.list().ofMaxSize(2), Arbitraries.of(true, false))
                .as((list, when) -> Json.object(
                        "to", list.isEmpty() ? Json.none() : Json.list(list),
                        "when", when ? Json.array(Json.object("key", "request.headers[authorization]", "notValues", Json.array("*"))) : Json.none()));
        return rule.list()
                .ofMaxSize(3)
                .map(rules -> Json.object(
                        "metadata", Json.object("name", "shared"),
                        "spec", Json.object("action", "CUSTOM", "rules", Json.list(rules))));
    }

    private static JsonNode document(String text) {
        try {
            return YamlText.read(text).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
