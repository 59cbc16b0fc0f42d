package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.YamlText;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.ExemptionMutator;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.InferenceServiceMutator;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.DeploymentMode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.Lock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reviews of real writes, damaged byte by byte: each is refused as malformed or answered, and none ends in an exception,
 * which would be a 500. {@code -Dfuzz.reviews=1000000} for a long run, {@code -Dfuzz.seed=…} to see one again.
 */
class DamagedReviewsTest {
    private static final Path CORPUS = Path.of("src/test/resources/guard");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] TOKENS = {
        "null", "[]", "{}", "\"\"", "-1", "1e999", "true", "{\"a\":", "[[[[[[[[", "\\ud800", "\"x\":1,", ",", "\u0000", "\uFFFF"
    };

    private final int count = Integer.getInteger("fuzz.reviews", 3_000);
    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private final AdmissionReviewCodec codec = new AdmissionReviewCodec(3 << 20);
    private final InferenceServiceMutator models = new InferenceServiceMutator(ExposureSettings.DEFAULTS);
    private final ExemptionMutator exemption = new ExemptionMutator(ExposureSettings.DEFAULTS);
    private final GuardValidator guard = new GuardValidator(ExposureSettings.DEFAULTS, "");

    @Test
    void everyDamagedReviewIsRefusedOrAnswered() throws IOException {
        var random = new Random(seed);
        List<JsonNode> objects = base();
        ClusterSnapshot cluster = snapshot(ClusterObjects.of(objects));
        List<byte[]> reviews = new ArrayList<>();
        for (JsonNode write : writes()) {
            reviews.add(review(write, stored(objects, ObjectRef.of(write))));
        }
        int answered = 0;
        for (int i = 0; i < count; i++) {
            byte[] body = damaged(reviews.get(random.nextInt(reviews.size())), random);
            answered += isAnswered(body, cluster) ? 1 : 0;
        }
        assertThat(answered).as("some are damaged only a little").isPositive();
    }

    private boolean isAnswered(byte[] body, ClusterSnapshot cluster) {
        try {
            AdmissionRequest request = codec.decode(body);
            for (AdmissionDecision decision : List.of(
                    models.decide(request, cluster), exemption.decide(request, cluster), guard.decide(request, cluster))) {
                assertThat(codec.encode(request.uid(), decision)).isNotEmpty();
            }
            return true;
        } catch (MalformedReviewException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed " + seed + ": " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        var text = new StringBuilder(new String(whole, StandardCharsets.UTF_8));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.replace(at, end, TOKENS[random.nextInt(TOKENS.length)]);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                default -> valueReplaced(text, at, random);
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** What often leaves JSON behind: the text after a colon becomes something else. */
    private static void valueReplaced(StringBuilder text, int from, Random random) {
        int colon = text.indexOf("\":\"", from);
        int end = colon < 0 ? -1 : text.indexOf("\"", colon + 3);
        if (end > 0) {
            text.replace(colon + 2, end + 1, TOKENS[random.nextInt(7)]);
        }
    }

    private static byte[] review(JsonNode object, JsonNode stored) throws IOException {
        ObjectRef ref = ObjectRef.of(object);
        String version = ref.apiVersion().substring(ref.apiVersion().indexOf('/') + 1);
        return JSON.writeValueAsBytes(Json.object(
                "apiVersion", "admission.k8s.io/v1",
                "kind", "AdmissionReview",
                "request", Json.object(
                        "uid", "7",
                        "operation", stored.isMissingNode() ? "CREATE" : "UPDATE",
                        "kind", Json.object("group", ref.group(), "version", version, "kind", ref.kind()),
                        "namespace", ref.namespace(),
                        "name", ref.name(),
                        "userInfo", Json.object("username", "somebody"),
                        "object", object,
                        "oldObject", stored)));
    }

    private static JsonNode stored(List<JsonNode> objects, ObjectRef ref) {
        return objects.stream()
                .filter(object -> ObjectRef.of(object).sameObject(ref))
                .findFirst()
                .orElse(Json.none());
    }

    private static ClusterSnapshot snapshot(ClusterObjects objects) {
        var gateway = new GatewayState(Optional.of("https://a"), "{}", new Lock.Holds(List.of("a")), true, List.of(), false);
        return new ClusterSnapshot(
                DeploymentMode.STANDARD, gateway, List.of("/kfserving"), objects, Instant.parse("2026-11-24T12:00:00Z"));
    }

    private static List<JsonNode> base() throws IOException {
        return documents(Files.list(CORPUS.resolve("_base")));
    }

    private static List<JsonNode> writes() throws IOException {
        return documents(Files.walk(CORPUS).filter(file -> file.endsWith("in-change.yaml")));
    }

    private static List<JsonNode> documents(Stream<Path> files) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (files) {
            for (Path file : files.sorted().toList()) {
                documents.addAll(YamlText.read(Files.readString(file)));
            }
        }
        return documents;
    }
}
