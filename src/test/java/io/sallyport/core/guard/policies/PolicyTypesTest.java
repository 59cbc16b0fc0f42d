package io.sallyport.core.guard.policies;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A policy that has a wrong type anywhere is refused, whatever it would otherwise mean. */
class PolicyTypesTest {
    private static final List<JsonNode> VALUES = List.of(
            TextNode.valueOf("x"), IntNode.valueOf(1), BooleanNode.TRUE, Json.array(1), Json.array("x"), Json.object("x", 1));

    @Test
    void aWrongTypeAnywhereIsRefused() throws IOException {
        JsonNode policy = YamlText.read("""
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata:
                  name: istio-ingressgateway-require-jwt
                  namespace: istio-system
                  labels: {a: b}
                  annotations: {istio.io/dry-run: "false"}
                spec:
                  action: DENY
                  selector: {matchLabels: {app: istio-ingressgateway}}
                  rules:
                  - from: [{source: {notRequestPrincipals: ["*"], ipBlocks: [1.1.1.1]}}, {source: {notRequestPrincipals: ["*"]}}]
                    to: [{operation: {notPaths: [/dex/*], methods: [GET]}}, {operation: {notPaths: [/dex/*]}}]
                    when: [{key: "request.auth.claims[iss]", notValues: ["*"]}]
                """)
                .getFirst();
        var judge = new PolicyJudge(ExposureSettings.DEFAULTS);
        assertThat(faults(judge, policy, policy)).isEmpty();

        List<JsonNode> spoilt = new ArrayList<>();
        for (String part : List.of("/metadata/labels", "/metadata/annotations", "/spec")) {
            spoil(policy, part, policy.at(part), spoilt::add);
        }

        assertThat(spoilt).hasSizeGreaterThan(100).allSatisfy(changed ->
                assertThat(faults(judge, policy, changed)).isNotEmpty());
    }

    private static List<Fault> faults(PolicyJudge judge, JsonNode before, JsonNode after) {
        var write = new Write(ObjectRef.of(before), before, after, false);
        return proven(proof -> judge.faults(write, ClusterObjects.of(List.of(before)), proof));
    }

    /** Everything below this place, and the place itself, set to each value of another type. */
    private static void spoil(JsonNode policy, String pointer, JsonNode place, Consumer<JsonNode> consumer) {
        for (JsonNode value : VALUES) {
            boolean sameType = value.getNodeType() == place.getNodeType();
            boolean textList = place.isArray() && place.path(0).isTextual() && value.equals(Json.array("x"));
            if (!sameType || (place.isArray() && !textList)) {
                consumer.accept(with(policy, pointer, value));
            }
        }
        Json.keys(place).forEach(key ->
                spoil(policy, pointer + "/" + key.replace("~", "~0").replace("/", "~1"), place.get(key), consumer));
        for (int i = 0; place.isArray() && i < place.size(); i++) {
            spoil(policy, pointer + "/" + i, place.get(i), consumer);
        }
    }

    private static JsonNode with(JsonNode policy, String pointer, JsonNode value) {
        JsonNode changed = policy.deepCopy();
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = changed.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
        return changed;
    }
}
