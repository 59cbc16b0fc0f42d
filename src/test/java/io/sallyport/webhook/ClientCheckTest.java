package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.tls.ClientIdentity;
import io.sallyport.tls.KeyedCertificate;
import io.sallyport.tls.Pem;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only API servers may ask, where the settings say so. */
class ClientCheckTest {
    private static final String QUESTION = TlsCall.post("/judge", RunningServer.review("iris"));
    private static final Instant LATER = Instant.now().plusSeconds(3600);

    private final KeyedCertificate authority = ClientIdentity.authority();
    private final ClientCheck check =
            new ClientCheck(Pem.of(List.of(authority.certificate())), Set.of("kube-apiserver"));

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void answersTheApiServerAndNobodyElse(String protocol) throws Exception {
        try (var server = new RunningServer(protocol, check)) {
            ClientIdentity apiServer = ClientIdentity.signedBy(authority, "kube-apiserver", LATER);
            ClientIdentity kubelet = ClientIdentity.signedBy(authority, "system:node:one", LATER);

            assertThat(ask(server, apiServer, protocol).status()).isEqualTo(200);
            assertThat(ask(server, kubelet, protocol).answer()).startsWith("HTTP/1.1 401").contains("webhook.clientNames");
            assertThat(server.send(QUESTION, protocol).answer()).startsWith("HTTP/1.1 401").contains("no client certificate");
            server.swapCertificate();
            assertThat(ask(server, apiServer, protocol).status()).isEqualTo(200);
            assertThat(server.send(QUESTION, protocol).status()).isEqualTo(401);
        }
    }

    /** Java shows no certificate that the server would not take; a client that does so anyway gets no further. */
    @Test
    void answersNobodyWithACertificateOfAnotherAuthority() throws Exception {
        ClientIdentity stranger = ClientIdentity.signedBy(ClientIdentity.authority(), "kube-apiserver", LATER);
        try (var server = new RunningServer("TLSv1.3", check)) {
            assertThat(ask(server, stranger, "TLSv1.3").status()).isEqualTo(401);
        }
    }

    @Test
    void shakesNoHandsWithACertificateThatHasEnded() throws Exception {
        ClientIdentity old = ClientIdentity.signedBy(authority, "kube-apiserver", Instant.now().minusSeconds(5));
        try (var server = new RunningServer("TLSv1.3", check)) {
            assertThatThrownBy(() -> ask(server, old, "TLSv1.3")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void agreesOnASessionAnewForEveryConnection() throws Exception {
        try (var server = new RunningServer("TLSv1.3", check)) {
            SSLContext apiServer = server.trustOf(ClientIdentity.signedBy(authority, "kube-apiserver", LATER));
            TlsCall first = TlsCall.send(apiServer, server.port(), QUESTION);
            Thread.sleep(20);
            TlsCall second = TlsCall.send(apiServer, server.port(), QUESTION);

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.agreed()).isGreaterThan(first.agreed());
        }
    }

    /** The kubelet shows no certificate. */
    @Test
    void letsProbesIn() throws Exception {
        try (var server = new RunningServer("TLSv1.3", check)) {
            String probe = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

            assertThat(server.send(probe).status()).isEqualTo(200);
        }
    }

    private static TlsCall ask(RunningServer server, ClientIdentity client, String protocol) throws Exception {
        return TlsCall.send(server.trustOf(client), server.port(), QUESTION, protocol);
    }
}
