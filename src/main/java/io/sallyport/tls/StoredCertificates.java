package io.sallyport.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the Secret shared by all replicas holds, as PEM. An empty text is a key that is not there.
 *
 * @param authorities {@code ca.crt}: the CA that signs now first, then older ones that are still trusted
 * @param caKey       {@code ca.key}: the private key of the first of them
 * @param chain       {@code tls.crt}: the serving certificate
 * @param key         {@code tls.key}: its private key
 */
public record StoredCertificates(String authorities, String caKey, String chain, String key) {

    /** What there is before anything was issued. */
    public static final StoredCertificates NONE = new StoredCertificates("", "", "", "");

    /** Reads the decoded data of the Secret. */
    public static StoredCertificates from(Map<String, String> data) {
        return new StoredCertificates(
                data.getOrDefault("ca.crt", ""),
                data.getOrDefault("ca.key", ""),
                data.getOrDefault("tls.crt", ""),
                data.getOrDefault("tls.key", ""));
    }

    /** The data of the Secret, not yet in base64. */
    public Map<String, String> data() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("ca.crt", authorities);
        data.put("ca.key", caKey);
        data.put("tls.crt", chain);
        data.put("tls.key", key);
        return data;
    }

    /** What a server needs of it. */
    public CertificateBundle bundle() {
        return CertificateBundle.of(chain, key, authorities);
    }

    List<X509Certificate> trusted() {
        return Pem.certificates(authorities, "ca.crt");
    }

    /** The CA that signs now. */
    KeyedCertificate authority() {
        var authority = new KeyedCertificate(trusted().getFirst(), Pem.privateKey(caKey, "ca.key"));
        if (!authority.belongTogether()) {
            throw new InvalidCertificateException("ca.key does not belong to the first certificate of ca.crt");
        }
        return authority;
    }

    /** The serving certificate. */
    KeyedCertificate serving() {
        var serving =
                new KeyedCertificate(Pem.certificates(chain, "tls.crt").getFirst(), Pem.privateKey(key, "tls.key"));
        if (!serving.belongTogether()) {
            throw new InvalidCertificateException("tls.key does not belong to the first certificate of tls.crt");
        }
        return serving;
    }

    /** Never prints a key. */
    @Override
    public String toString() {
        return "StoredCertificates[ca.crt=" + authorities.length() + " characters, tls.crt=" + chain.length()
                + " characters]";
    }
}
