package io.sallyport.tls;

import java.time.Instant;

/**
 * Everything a server needs to speak TLS, as PEM.
 *
 * @param chain    the serving certificate first, then what signed it up to (not including) the CA
 * @param key      the serving certificate's private key, PKCS#8
 * @param caBundle the CA certificates that clients should trust; during a rotation the old and the new one
 * @param notAfter when the serving certificate ends
 * @param renewAt  when it should be renewed: at two thirds of its life
 */
public record CertificateBundle(String chain, String key, String caBundle, Instant notAfter, Instant renewAt) {

    /** Never prints the key. */
    @Override
    public String toString() {
        return "CertificateBundle[notAfter=" + notAfter + ", renewAt=" + renewAt + "]";
    }
}
