package io.sallyport.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Everything a server needs to speak TLS, as PEM.
 *
 * @param chain    the serving certificate first, then what signed it up to (not including) the CA
 * @param key      the serving certificate's private key, PKCS#8
 * @param caBundle the CA certificates that clients should trust; during a rotation the new and the old one; empty
 *                 if whoever provided the certificate did not say
 * @param notAfter when the serving certificate ends
 * @param renewAt  when it should be renewed: at two thirds of its life
 */
public record CertificateBundle(String chain, String key, String caBundle, Instant notAfter, Instant renewAt) {

    /**
     * Reads what a {@code kubernetes.io/tls} Secret holds.
     *
     * @throws InvalidCertificateException if a server could not use it: unreadable, or of two different pairs
     */
    public static CertificateBundle of(String chain, String key, String caBundle) {
        List<X509Certificate> certificates = Pem.certificates(chain, "tls.crt");
        PrivateKey privateKey = Pem.privateKey(key, "tls.key");
        X509Certificate serving = certificates.getFirst();
        if (!new KeyedCertificate(serving, privateKey).belongTogether()) {
            throw new InvalidCertificateException("tls.key does not belong to the first certificate of tls.crt");
        }
        String trusted = caBundle.isBlank() ? "" : Pem.of(Pem.certificates(caBundle, "ca.crt"));
        return new CertificateBundle(
                Pem.of(certificates),
                Pem.of(privateKey),
                trusted,
                serving.getNotAfter().toInstant(),
                Renewal.dueAt(serving));
    }

    /** Never prints the key. */
    @Override
    public String toString() {
        return "CertificateBundle[notAfter=" + notAfter + ", renewAt=" + renewAt + "]";
    }
}
