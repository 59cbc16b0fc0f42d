package io.sallyport.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.ExemptionMutator;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.ModelAdmission;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.webhook.review.AdmissionReviewCodec;
import io.sallyport.webhook.review.GuardReviews;
import io.sallyport.webhook.review.MalformedReviewException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** A write as the webhook gets it and answers it: bytes in, bytes out, by every judge that may be asked about it. */
record JudgedWrite(JsonNode review) {
    /** As the webhook has it by default. */
    static final int MOST_BYTES = 3 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ExposureSettings SETTINGS = ExposureSettings.DEFAULTS;
    private static final ClusterSnapshot CLUSTER = ClusterSnapshot.of(
            Surroundings.ofManifests(GuardReviews.cluster()), SETTINGS, Instant.parse("2026-11-24T12:00:00Z"));
    private static final AdmissionReviewCodec CODEC = new AdmissionReviewCodec(MOST_BYTES);
    private static final ModelAdmission MODELS = new ModelAdmission(SETTINGS);
    private static final ExemptionMutator EXEMPTION = new ExemptionMutator(SETTINGS);
    private static final GuardValidator GUARD = new GuardValidator(SETTINGS, "");

    static List<JudgedWrite> ofTheCorpus() {
        return GuardReviews.all()
                .map(JudgedWrite::read)
                .filter(write -> write.review.path("request").path("object").isObject())
                .toList();
    }

    static JudgedWrite read(byte[] review) {
        try {
            return new JudgedWrite(JSON.readTree(review));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String kind() {
        return review.path("request").path("kind").path("kind").asText();
    }

    JsonNode object() {
        return review.path("request").path("object");
    }

    JudgedWrite withObject(JsonNode object) {
        ObjectNode copy = review.deepCopy();
        ((ObjectNode) copy.path("request")).set("object", object);
        return new JudgedWrite(copy);
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(review);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** The dearest answer of those who are asked, each alone as the webhook's paths are. */
    static Cost cost(byte[] review, int times) {
        Cost guard = Cost.leastOf(times, () -> answer(review, request -> GUARD.decide(request, CLUSTER)));
        Cost models = Cost.leastOf(times, () -> answer(review, request -> MODELS.decide(request, CLUSTER)));
        Cost exemption = Cost.leastOf(times, () -> answer(review, request -> EXEMPTION.decide(request, CLUSTER)));
        return new Cost(
                Math.max(guard.bytes(), Math.max(models.bytes(), exemption.bytes())),
                Math.max(guard.nanos(), Math.max(models.nanos(), exemption.nanos())));
    }

    private interface Judge {
        AdmissionDecision decide(AdmissionRequest request);
    }

    private static byte[] answer(byte[] review, Judge judge) {
        try {
            AdmissionRequest request = CODEC.decode(review);
            return CODEC.encode(request.uid(), judge.decide(request));
        } catch (MalformedReviewException | RuntimeException e) {
            // The webhook refuses then, too.
            return new byte[0];
        }
    }
}
