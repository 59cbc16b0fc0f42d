package io.sallyport.controller.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.core.model.Json;
import io.sallyport.tls.CertificateBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaBundlePatcherTest {
    private static final String MUTATING =
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/sallyport";
    private static final String VALIDATING =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/sallyport";
    private static final String CONFIGURATION =
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"KIND","metadata":{"name":"sallyport"},"webhooks":[
             {"name":"a.sallyport.io","clientConfig":{"service":{"name":"sallyport","namespace":"sallyport"}}},
             {"name":"b.sallyport.io","clientConfig":{"service":{"name":"sallyport","namespace":"sallyport"},
              "caBundle":"b2xk"},"failurePolicy":"Fail"}]}""";

    private FakeApiServer apiServer;
    private KubernetesClient client;
    private CaBundlePatcher patcher;

    @BeforeEach
    void startPatcher() throws IOException {
        apiServer = new FakeApiServer();
        client = new KubernetesClientBuilder().withConfig(apiServer.config()).build();
        patcher = new CaBundlePatcher(client, "sallyport", Duration.ofMinutes(5));
    }

    @AfterEach
    void stopPatcher() {
        patcher.close();
        client.close();
        apiServer.close();
    }

    @Test
    void writesTheCaIntoEveryWebhookAndTouchesNothingElse() {
        install();

        patcher.accept(bundle("new"));

        soon(patcher::inPlace);
        assertThat(bothHold("new")).isTrue();
        assertThat(apiServer.get(MUTATING).at("/webhooks/1/failurePolicy").asText()).isEqualTo("Fail");
        assertThat(apiServer.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void writesOnlyWhatDiffers() {
        install();
        patcher.accept(bundle("new"));
        soon(() -> bothHold("new"));
        long before = patches();

        patcher.accept(bundle("new"));
        patcher.start(Duration.ofMillis(20));
        soon(() -> apiServer.requests().stream().filter(request -> request.startsWith("GET " + MUTATING)).count() > 10);

        assertThat(patches()).isEqualTo(before);
    }

    @Test
    void repairsWhatAnUpgradeResets() {
        install();
        patcher.accept(bundle("new"));
        patcher.start(Duration.ofHours(1));
        soon(() -> bothHold("new"));
        soon(() -> apiServer.requests().stream().filter(request -> request.contains("watch=true")).count() >= 2);

        apiServer.edit(VALIDATING, object -> {
            ((ObjectNode) object.at("/webhooks/0/clientConfig")).remove("caBundle");
            return object;
        });

        soon(() -> bothHold("new"));
    }

    @Test
    void doesNotUndoWhatABetterInformedReplicaWrote() {
        install();
        patcher.accept(bundle("old"));
        patcher.start(Duration.ofHours(1));
        soon(() -> bothHold("old"));
        soon(() -> apiServer.requests().stream().filter(request -> request.contains("watch=true")).count() >= 2);
        long before = patches();
        try (var other = new CaBundlePatcher(client, "sallyport", Duration.ofMinutes(5))) {
            other.accept(bundle("new"));
            soon(() -> bothHold("new"));
        }

        LockSupport.parkNanos(500_000_000);
        patcher.accept(bundle("new"));
        LockSupport.parkNanos(500_000_000);

        assertThat(patches()).isEqualTo(before + 2);
        assertThat(bothHold("new")).isTrue();
    }

    @Test
    void putsItsOwnCaBackInPlaceOfAForeignOne() {
        install();
        patcher.accept(bundle("new"));
        patcher.start(Duration.ofHours(1));
        soon(() -> bothHold("new"));
        soon(() -> apiServer.requests().stream().filter(request -> request.contains("watch=true")).count() >= 2);

        install();

        soon(() -> bothHold("new"));
    }

    @Test
    void writesIntoAConfigurationThatComesLater() {
        patcher.accept(bundle("new"));
        patcher.start(Duration.ofHours(1));
        soon(patcher::inPlace);
        soon(() -> apiServer.requests().stream().filter(request -> request.contains("watch=true")).count() >= 2);

        install();

        soon(() -> bothHold("new"));
    }

    @Test
    void doesNothingBeforeThereIsACa() {
        install();
        patcher.start(Duration.ofMillis(10));

        assertThat(patcher.inPlace()).isFalse();
        assertThat(patches()).isZero();
    }

    @Test
    void looksOnlyAtItsOwnConfigurations() {
        install();
        patcher.accept(bundle("new"));
        patcher.start(Duration.ofHours(1));
        soon(() -> bothHold("new"));

        assertThat(apiServer.requests()).allMatch(request -> request.endsWith("webhookconfigurations/sallyport")
                || request.endsWith("webhookconfigurations/sallyport?fieldManager=sallyport")
                || request.contains("fieldSelector=metadata.name=sallyport") && request.contains("watch=true"));
    }

    @Test
    void leavesWebhooksAtAUrlAlone() {
        JsonNode configuration = Json.object("webhooks", Json.array(
                Json.object("name", "x", "clientConfig", Json.object("url", "https://example.com"))));

        assertThat(CaBundlePatcher.patch(configuration, "bmV3")).isEmpty();
    }

    private void install() {
        apiServer.put(MUTATING, CONFIGURATION.replace("KIND", "MutatingWebhookConfiguration"));
        apiServer.put(VALIDATING, CONFIGURATION.replace("KIND", "ValidatingWebhookConfiguration"));
    }

    private static CertificateBundle bundle(String ca) {
        return new CertificateBundle("", "", ca, Instant.EPOCH, Instant.EPOCH);
    }

    private boolean bothHold(String ca) {
        String base64 = Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8));
        return Json.elements(apiServer.get(MUTATING).path("webhooks")).stream()
                        .allMatch(webhook -> webhook.at("/clientConfig/caBundle").asText().equals(base64))
                && Json.elements(apiServer.get(VALIDATING).path("webhooks")).stream()
                        .allMatch(webhook -> webhook.at("/clientConfig/caBundle").asText().equals(base64));
    }

    private long patches() {
        return apiServer.requests().stream().filter(request -> request.startsWith("PATCH")).count();
    }

    private static void soon(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
