package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.Fault;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In audit mode a server refuses nothing that an API server asks it: what would be refused is warned of and counted. */
class AuditedWritesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningServer(GuardMode.AUDIT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatWouldBeDeniedIsAllowedWithAWarning() throws Exception {
        JsonNode response = response(RunningServer.review("refused"));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("status")).isFalse();
        assertThat(response.at("/warnings/0").asText()).startsWith("would be refused: ");
        assertThat(response.at("/auditAnnotations/decision").asText()).isEqualTo("audited");
        assertThat(server.metrics()).contains("decision=\"audited\",operation=\"create\",webhook=\"judge\"} 1.0");
    }

    @Test
    void whatCannotBeJudgedIsAllowedWithAWarning() throws Exception {
        for (String review : List.of(
                RunningServer.review("bug"),
                RunningServer.review("x".repeat(RunningServer.MOST_BYTES)),
                RunningServer.review("deep").replace("null", "[".repeat(200)))) {
            JsonNode response = response(review);

            assertThat(response.path("allowed").asBoolean()).isTrue();
            assertThat(response.at("/warnings/0").asText()).startsWith("not judged, and would be refused: ");
            assertThat(response.at("/auditAnnotations/decision").asText()).isEqualTo("unjudged");
        }
    }

    /** By which the program sees whether it is asked; nobody ever stores it. */
    @Test
    void aProbeIsRefusedInEveryMode() throws Exception {
        String probe = RunningServer.review("sallyport-probe");

        assertThat(response(probe.replace("\"object\":", "\"dryRun\":true,\"object\":")).path("allowed").asBoolean()).isFalse();
    }

    @Test
    void warningsAreFewHoweverManyFaultsThereAre() {
        var denied = new AdmissionDecision.Denied(
                IntStream.range(0, 500).mapToObj(i -> new Fault("spec.rules[" + i + "]", "opens", "mend it")).toList());

        assertThat(denied.audited().warnings()).hasSize(10);
        assertThat(AdmissionDecision.allowed().audited()).isEqualTo(AdmissionDecision.allowed());
    }

    /** The mode is the server's own: no word in a review changes it. */
    @Test
    void noReviewTurnsAServerThatEnforcesIntoOneThatAudits() throws Exception {
        try (var enforcing = new RunningServer(GuardMode.ENFORCE)) {
            String review = RunningServer.review("refused")
                    .replace("\"metadata\":{", "\"metadata\":{\"annotations\": {\"sallyport.io/mode\": \"audit\","
                            + " \"settings.guard.mode\": \"audit\", \"sallyport.io/guard.mode\": \"audit\"},"
                            + " \"labels\": {\"sallyport.io/mode\": \"audit\"},");

            assertThat(response(enforcing, review).path("allowed").asBoolean(true)).isFalse();
        }
    }

    private static JsonNode response(String review) throws Exception {
        return response(server, review);
    }

    private static JsonNode response(RunningServer asked, String review) throws Exception {
        return MAPPER.readTree(asked.send(TlsCall.post("/judge", review)).body()).path("response");
    }
}
