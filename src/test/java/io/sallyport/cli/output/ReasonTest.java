package io.sallyport.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                // The JDK's client says why below, and how its channel ended at the very bottom.
                Arguments.of(caused(new ConnectException(), new ClosedChannelException()), "no connection to it"),
                Arguments.of(caused(new ConnectException(), new UnresolvedAddressException()), "its host is not known"),
                Arguments.of(new UnknownHostException("nosuch"), "its host is not known"),
                Arguments.of(new HttpConnectTimeoutException("HTTP connect timed out"), "no answer in time"),
                Arguments.of(
                        caused(new SSLHandshakeException("handshake"), new CertificateException("No subject alternative names present")),
                        "its certificate is not trusted: No subject alternative names present"),
                Arguments.of(new SSLHandshakeException("Received fatal alert: bad_certificate"),
                        "no TLS with it: Received fatal alert: bad_certificate"),
                Arguments.of(caused(new IOException("the words that there are"), new ClosedChannelException()),
                        "the words that there are"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailedConnectionIsToldInWords(Throwable failure, String words) {
        assertThat(Reason.of(new KubernetesClientException("Operation: [list] failed.", failure))).isEqualTo(words);
    }

    private static Throwable caused(Throwable failure, Throwable cause) {
        return failure.initCause(cause);
    }
}
