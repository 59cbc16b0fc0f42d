package io.sallyport.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.Reason;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.core.doctor.Installation;
import io.sallyport.core.model.Names;
import io.sallyport.tls.InvalidCertificateException;
import io.sallyport.tls.Pem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Reads how Sallyport itself is installed, under its usual name. */
final class LiveInstallation {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LiveInstallation() {}

    /** @throws UnreadableInput if the webhook configurations or the Deployment may not be read */
    static Installation read(Config cluster) {
        try (KubernetesClient client = ClusterClient.open(cluster)) {
            var validating = client.admissionRegistration().v1().validatingWebhookConfigurations();
            return new Installation(
                    tree(validating.withName(Names.SALLYPORT).get()),
                    tree(validating.withName(Names.SALLYPORT + "-armed").get()),
                    tree(client.apps().deployments().inNamespace(Names.SALLYPORT).withName(Names.SALLYPORT).get()),
                    certificateEnd(client));
        } catch (KubernetesClientException e) {
            throw new UnreadableInput("how Sallyport is installed cannot be read: " + Reason.of(e));
        }
    }

    /** Empty for whoever may not read Secrets, which is nearly everybody. */
    private static Optional<Instant> certificateEnd(KubernetesClient client) {
        try {
            return Optional.ofNullable(client.secrets().inNamespace(Names.SALLYPORT).withName("sallyport-tls").get())
                    .map(Secret::getData)
                    .map(data -> data.get("tls.crt"))
                    .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII))
                    .map(pem -> Pem.certificates(pem, "tls.crt").getFirst().getNotAfter().toInstant());
        } catch (KubernetesClientException | InvalidCertificateException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> tree(Object object) {
        return Optional.ofNullable(object).map(MAPPER::<JsonNode>valueToTree);
    }
}
