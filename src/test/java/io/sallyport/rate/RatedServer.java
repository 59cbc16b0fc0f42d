package io.sallyport.rate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.ExemptionMutator;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.ModelAdmission;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.metrics.Metrics;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.StoredCertificates;
import io.sallyport.webhook.WebhookLimits;
import io.sallyport.webhook.WebhookOptions;
import io.sallyport.webhook.WebhookServer;
import io.sallyport.webhook.review.GuardReviews;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The webhook as the program serves it, alone in a process: its judges, its TLS, its metrics, and a cluster that does not change. */
final class RatedServer {
    private RatedServer() {}

    /** @param arguments the file to write the CA to, before the port is printed */
    public static void main(String[] arguments) throws Exception {
        var rotation = new CertificateRotation(
                new CertificateAuthority(Clock.systemUTC(), new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90)),
                Set.of("localhost"));
        StoredCertificates certificates = rotation.renewed(StoredCertificates.NONE);
        Files.writeString(Path.of(arguments[0]), certificates.authorities());
        var server = new WebhookServer(
                new WebhookOptions("localhost", 0, "TLSv1.3", Optional.empty(), "", GuardMode.ENFORCE, WebhookLimits.of(3 << 20),
                        Duration.ZERO, Duration.ofSeconds(5)),
                certificates.bundle(), routes(), () -> true, List::of, new Metrics("rate").admission());
        Vertx.vertx().deployVerticle(server).toCompletionStage().toCompletableFuture().join();
        System.out.println(server.actualPort());
    }

    /** Found as fast as in the caches of informers, which keep a namespace's objects side by side. */
    private static ClusterObjects indexed(ClusterObjects objects) {
        Map<GroupKind, Map<String, List<JsonNode>>> all = new ConcurrentHashMap<>();
        return new ClusterObjects() {
            @Override
            public List<JsonNode> of(GroupKind kind) {
                return kinds(kind).values().stream().flatMap(List::stream).toList();
            }

            @Override
            public List<JsonNode> in(String namespace, GroupKind kind) {
                return kinds(kind).getOrDefault(namespace, List.of());
            }

            private Map<String, List<JsonNode>> kinds(GroupKind kind) {
                return all.computeIfAbsent(kind, _ -> objects.of(kind).stream()
                        .collect(Collectors.groupingBy(object -> ObjectRef.of(object).namespace())));
            }
        };
    }

    private static Map<String, Function<AdmissionRequest, AdmissionDecision>> routes() {
        ExposureSettings settings = ExposureSettings.DEFAULTS;
        ClusterSnapshot cluster = ClusterSnapshot.of(
                Surroundings.ofManifests(indexed(GuardReviews.cluster())), settings, Instant.parse("2026-11-24T12:00:00Z"));
        var models = new ModelAdmission(settings);
        var exemption = new ExemptionMutator(settings);
        var guard = new GuardValidator(settings, "");
        return Map.of(
                "/mutate/inferenceservice", request -> models.decide(request, cluster),
                "/mutate/authorizationpolicy", request -> exemption.decide(request, cluster),
                "/validate/guard", request -> guard.decide(request, cluster));
    }
}
