package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.chart.helm.AppliedObjects;
import io.sallyport.chart.helm.Rendered;
import io.sallyport.tls.CertificateBundle;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cert-manager makes of the chart's Certificates, with a real API server. */
@Timeout(180)
class CertManagerTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void makesTheCertificateOfACaOfItsOwnAndTellsTheApiServer() throws Exception {
        try (KubeServer server = KubeServer.start();
                KubernetesClient admin = server.admin();
                CertManager running = CertManager.start(server, admin)) {
            List<JsonNode> objects = Rendered.of("cert-manager").objects().stream()
                    .filter(object -> !object.at("/metadata/annotations").has("helm.sh/hook"))
                    .toList();
            try (var applied = new AppliedObjects(admin, objects)) {
                assertThat(running.process().isAlive()).isTrue();
                Secret secret = admin.secrets().inNamespace("sallyport").withName("sallyport-tls")
                        .waitUntilCondition(found -> found != null && found.getData() != null
                                && found.getData().containsKey("tls.crt"), SOON.toSeconds(), TimeUnit.SECONDS);
                CertificateBundle bundle =
                        CertificateBundle.of(text(secret, "tls.crt"), text(secret, "tls.key"), text(secret, "ca.crt"));

                long deadline = System.nanoTime() + SOON.toNanos();
                while (!caBundles(admin).equals(Set.of(bundle.caBundle())) && System.nanoTime() < deadline) {
                    Thread.sleep(100);
                }
                assertThat(caBundles(admin)).containsExactly(bundle.caBundle());
                X509Certificate serving = certificate(bundle.chain());
                serving.verify(certificate(bundle.caBundle()).getPublicKey());
                assertThat(serving.getSubjectAlternativeNames()).extracting(name -> (String) name.get(1))
                        .containsExactlyInAnyOrder("sallyport.sallyport.svc", "sallyport.sallyport.svc.cluster.local");
                assertThat(applied.differences()).filteredOn(difference -> !difference.contains("/caBundle")).isEmpty();
            }
        }
    }

    /** The API server's trust, of each webhook. */
    private static Set<String> caBundles(KubernetesClient admin) {
        var configurations = admin.admissionRegistration().v1();
        Set<String> bundles = new TreeSet<>();
        Stream.concat(
                        configurations.mutatingWebhookConfigurations().withName("sallyport").require().getWebhooks().stream()
                                .map(webhook -> webhook.getClientConfig().getCaBundle()),
                        configurations.validatingWebhookConfigurations().withName("sallyport").require().getWebhooks().stream()
                                .map(webhook -> webhook.getClientConfig().getCaBundle()))
                .forEach(bundle -> bundles.add(bundle == null ? "" : decoded(bundle)));
        return bundles;
    }

    private static String text(Secret secret, String key) {
        return decoded(secret.getData().get(key));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
