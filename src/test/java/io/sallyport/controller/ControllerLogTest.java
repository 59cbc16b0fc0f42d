package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.CapturedLog;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.certificate.CertificateSecret;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateRotation;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against a real API server, with a real token and real keys, down to the least important line. */
class ControllerLogTest {

    @Test
    void noObjectTokenOrKeyIsEverLogged() {
        try (CapturedLog log = new CapturedLog();
                KubeServer server = KubeServer.start().withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                Replica replica = Replica.start(server, "sallyport-a")) {
            var authority = new CertificateAuthority(
                    Clock.systemUTC(), new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90));
            var secret = new CertificateSecret(
                    replica.client(),
                    "sallyport",
                    "sallyport-tls",
                    new CertificateRotation(authority, Set.of("sallyport.sallyport.svc")),
                    Duration.ofMinutes(5),
                    bundle -> {});
            secret.check();
            secret.close();
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(Duration.ofSeconds(10), () -> assertThat(cluster.companions()).hasSize(2));
            cluster.delete("VirtualService", "team", "iris.expose-external");
            cluster.within(Duration.ofSeconds(10), () -> assertThat(cluster.companions()).hasSize(2));

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Certificates renewed"))
                    .anyMatch(line -> line.contains("iris.expose-external"))
                    // A token, a key or certificate, an object.
                    .noneMatch(line -> line.contains("eyJ"))
                    .noneMatch(line -> line.contains("-----BEGIN"))
                    .noneMatch(line -> line.contains("apiVersion"));
        }
    }
}
