package io.sallyport.webhook;

import io.sallyport.tls.CertificateNames;
import io.vertx.core.http.HttpConnection;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who may ask for admission, by client certificate. The probes of the kubelet, which has none, stay free.
 *
 * @param authorities CA certificates in PEM; the handshake itself refuses what they did not sign
 * @param names       common names or DNS names, of which a certificate must have one: the cluster's CA usually signs
 *                    others than API servers too
 */
public record ClientCheck(String authorities, Set<String> names) {

    public ClientCheck {
        names = Set.copyOf(names);
    }

    /** What is wrong with the client of this connection. Asked at each request, since a connection may outlive it. */
    Optional<String> fault(HttpConnection connection) {
        try {
            var certificate = (X509Certificate) connection.peerCertificates().getFirst();
            certificate.checkValidity();
            return Collections.disjoint(CertificateNames.of(certificate), names)
                    ? Optional.of("the client certificate is for none of webhook.clientNames")
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.of("no client certificate");
        } catch (CertificateException e) {
            return Optional.of("the client certificate has ended");
        }
    }
}
