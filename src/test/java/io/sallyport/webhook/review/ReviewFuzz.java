package io.sallyport.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.ExemptionMutator;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.ModelAdmission;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.exposure.NamespaceRoutes;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.policy.proof.Lock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reviews of real writes, changed by a fuzzer that looks where each change leads in our code: every one is refused as
 * malformed or answered, and none ends in an exception, which would be a 500.
 *
 * <p>{@code ./mvnw verify} does it for a moment; for long, and whatever it finds kept as a file in the repository's root:
 * {@code JAZZER_FUZZ=1 ./mvnw test -Dtest=ReviewFuzz -Djazzer.max_duration=8h}. Without {@code JAZZER_FUZZ} it judges
 * what it would begin with.
 */
class ReviewFuzz {
    private static final ClusterSnapshot CLUSTER = new ClusterSnapshot(
            DeploymentMode.STANDARD,
            new GatewayState(
                    Optional.of("https://a"), "{}", new Lock.Holds(List.of("a")), true, List.of(), false, true, new Hops(List.of(), false), Set.of(), List.of()),
            List.of("/kfserving"),
            GuardReviews.cluster(),
            "istio-system",
            _ -> new NamespaceRoutes(List.of()),
            Instant.parse("2026-11-24T12:00:00Z"));

    private final AdmissionReviewCodec codec = new AdmissionReviewCodec(3 << 20);
    private final ModelAdmission models = new ModelAdmission(ExposureSettings.DEFAULTS);
    private final ExemptionMutator exemption = new ExemptionMutator(ExposureSettings.DEFAULTS);
    private final GuardValidator guard = new GuardValidator(ExposureSettings.DEFAULTS, "");

    static Stream<byte[]> reviews() {
        return GuardReviews.all();
    }

    @MethodSource("reviews")
    @DictionaryEntries({"null", "[]", "{}", "\"\"", "-1", "1e999", "true", "\\ud800", "[[[[[[[[", "\"rules\":[{}],"})
    @FuzzTest(maxDuration = "20s")
    void everyReviewIsRefusedOrAnswered(byte[] body) {
        AdmissionRequest request;
        try {
            request = codec.decode(body);
        } catch (MalformedReviewException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        for (AdmissionDecision decision : List.of(
                models.decide(request, CLUSTER), exemption.decide(request, CLUSTER), guard.decide(request, CLUSTER))) {
            assertThat(codec.encode(request.uid(), decision)).isNotEmpty();
        }
    }
}
