package io.sallyport.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The Java platform's own judgement of what we issued. */
public final class Pkix {
    private Pkix() {}

    /** Throws unless this authority vouches for this certificate at this time. */
    public static void validate(X509Certificate certificate, X509Certificate authority, Instant when)
            throws GeneralSecurityException {
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    /** A client's view of the world in which only these authorities are trusted. */
    public static SSLContext trusting(String caBundle) throws Exception {
        return trusting(caBundle, null);
    }

    /** The same of a client that shows a certificate; null for none. */
    public static SSLContext trusting(String caBundle, KeyManager[] identity) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate authority : Pem.certificates(caBundle, "ca.crt")) {
            trusted.setCertificateEntry(authority.getSerialNumber().toString(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity, trust.getTrustManagers(), null);
        return context;
    }
}
