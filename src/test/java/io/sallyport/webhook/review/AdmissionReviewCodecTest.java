package io.sallyport.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.GoldenFiles;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AdmissionReviewCodecTest {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final AdmissionReviewCodec codec = new AdmissionReviewCodec(1 << 20);

    /** What a real API server asked, what was decided, what we read and what we answer. */
    @TestFactory
    Stream<DynamicTest> answersReviews() {
        return GoldenFiles.in("admission-codec", example -> {
            AdmissionRequest request = decode(example.in("review.json", ""));
            JsonNode answer = tree(codec.encode(request.uid(), decision(example.in("decision.json", ""))));
            return Map.of("request.json", pretty(shown(request)), "response.json", pretty(readable(answer)));
        });
    }

    @Test
    void encodesThePatchAsBase64OfItsJson() {
        JsonNode patch = Json.array(Json.object("op", "add", "path", "/metadata/labels/ä", "value", "ü"));

        JsonNode response =
                tree(codec.encode("1", new AdmissionDecision.Patched(patch, List.of()))).path("response");

        assertThat(tree(Base64.getDecoder().decode(response.path("patch").asText()))).isEqualTo(patch);
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    }

    @Test
    void leavesPatchAndWarningsOutWhereThereAreNone() {
        JsonNode response = tree(codec.encode("1", AdmissionDecision.allowed())).path("response");

        assertThat(Json.keys(response)).containsExactly("uid", "allowed", "auditAnnotations");
    }

    @Test
    void writesRefusalsInOneLineOfBoundedLength() {
        var fault = new Fault("spec", "is\r\n  wrong 😀".repeat(200), "fix it");

        String message = tree(codec.encode("1", new AdmissionDecision.Denied(List.of(fault))))
                .at("/response/status/message").asText();

        assertThat(message).doesNotContain("\n", "\r").hasSizeLessThanOrEqualTo(1000).endsWith("…");
        assertThat(Character.isHighSurrogate(message.charAt(message.length() - 2))).isFalse();
    }

    @Test
    void refusesWhatIsNoReview() {
        assertRefused("", "not an AdmissionReview");
        assertRefused("{", "not JSON we can read, at byte");
        assertRefused("[]", "not an AdmissionReview");
        assertRefused("{} {}", "not JSON we can read");
        assertRefused(review("admission.k8s.io/v1beta1", "{'uid':'1','operation':'CREATE'}"), "not an AdmissionReview");
        assertRefused(review("admission.k8s.io/v1", "{'operation':'CREATE'}"), "request.uid is missing");
        assertRefused(review("admission.k8s.io/v1", "{'uid':'1','operation':'PATCH'}"), "request.operation is none of");
        assertRefused(review("admission.k8s.io/v1", "{'uid':'1','uid':'2','operation':'CREATE'}"), "not JSON we can");
    }

    @Test
    void refusesJsonThatWouldCostTooMuch() {
        String deep = "[".repeat(200) + "]".repeat(200);
        String longText = "x".repeat((1 << 20) + 1);

        assertRefused(review("admission.k8s.io/v1", "{'uid':'1','operation':'CREATE','object':" + deep + "}"), "depth");
        assertRefused(review("admission.k8s.io/v1", "{'uid':'" + longText + "'}"), "length");
        assertRefused(review("admission.k8s.io/v1", "{'uid':" + "9".repeat(200) + "}"), "length");
    }

    /** Whatever arrives: a request, or the one exception that becomes a 400. */
    @Test
    void survivesReviewsThatWereDamaged() {
        String request = "{'uid':'1','operation':'DELETE','oldObject':{'metadata':{'name':'a'}}}";
        byte[] good = review("admission.k8s.io/v1", request).getBytes(StandardCharsets.UTF_8);
        var random = new Random(4711);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(codec.decode(damaged).uid()).isNotEmpty();
            } catch (MalformedReviewException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
    }

    private void assertRefused(String body, String reason) {
        assertThatExceptionOfType(MalformedReviewException.class)
                .isThrownBy(() -> codec.decode(body.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(reason);
    }

    private AdmissionRequest decode(String review) {
        try {
            return codec.decode(review.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedReviewException e) {
            throw new AssertionError(e);
        }
    }

    private static AdmissionDecision decision(String json) {
        JsonNode tree = tree(json.getBytes(StandardCharsets.UTF_8));
        if (tree.has("faults")) {
            return new AdmissionDecision.Denied(Json.elements(tree.path("faults")).stream()
                    .map(fault -> new Fault(
                            fault.path("path").asText(), fault.path("problem").asText(), fault.path("fix").asText()))
                    .toList());
        }
        List<String> warnings = Json.texts(tree.path("warnings"));
        return tree.has("patch")
                ? new AdmissionDecision.Patched(tree.path("patch"), warnings)
                : new AdmissionDecision.Allowed(warnings);
    }

    private static ObjectNode shown(AdmissionRequest request) {
        return Json.object(
                "uid", request.uid(),
                "operation", request.operation().name(),
                "target", Json.object(
                        "apiVersion", request.target().apiVersion(),
                        "kind", request.target().kind(),
                        "namespace", request.target().namespace(),
                        "name", request.target().name()),
                "object", request.object(),
                "oldObject", request.oldObject(),
                "dryRun", request.dryRun(),
                "username", request.username());
    }

    /** With the patch as people read it. */
    private static JsonNode readable(JsonNode answer) {
        if (answer.path("response").has("patch")) {
            ObjectNode response = (ObjectNode) answer.path("response");
            response.set("patch", tree(Base64.getDecoder().decode(response.path("patch").asText())));
        }
        return answer;
    }

    private static String review(String apiVersion, String request) {
        String review = "{'apiVersion':'" + apiVersion + "','kind':'AdmissionReview','request':" + request + "}";
        return review.replace('\'', '"');
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pretty(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
