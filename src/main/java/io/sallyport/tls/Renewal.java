package io.sallyport.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** What has to be issued anew, and why. */
public sealed interface Renewal {

    /** Nothing. */
    record Keep() implements Renewal {}

    /** A serving certificate, signed by the CA that is there. */
    record RenewLeaf(String reason) implements Renewal {}

    /** A CA. The serving certificate stays for now, so that clients learn of the new CA before they meet it. */
    record RenewAuthority(String reason) implements Renewal {}

    /** A certificate is renewed at two thirds of its life, so that a third is left for whatever goes wrong. */
    static Instant dueAt(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        return from.plus(Duration.between(from, certificate.getNotAfter().toInstant()).multipliedBy(2).dividedBy(3));
    }

    /**
     * Judges what is stored.
     *
     * @param names   the DNS names the serving certificate must be good for
     * @param overlap how long a new CA has to be known to clients before it signs, where there is a choice
     */
    static Renewal needed(StoredCertificates stored, Set<String> names, Instant now, Duration overlap) {
        KeyedCertificate authority;
        try {
            authority = stored.authority();
        } catch (InvalidCertificateException e) {
            return new RenewAuthority(e.getMessage());
        }
        X509Certificate ca = authority.certificate();
        if (!now.isBefore(dueAt(ca))) {
            return new RenewAuthority("two thirds of the CA's life are over");
        }
        KeyedCertificate serving;
        try {
            serving = stored.serving();
        } catch (InvalidCertificateException e) {
            return new RenewLeaf(e.getMessage());
        }
        X509Certificate leaf = serving.certificate();
        if (stored.trusted().stream().noneMatch(issuer -> signed(issuer, leaf, now))) {
            return new RenewLeaf("no CA in ca.crt that is still good signed tls.crt");
        }
        if (!CertificateNames.dns(leaf).containsAll(names)) {
            return new RenewLeaf("tls.crt is for " + CertificateNames.dns(leaf) + " and has to be for " + new TreeSet<>(names));
        }
        if (!now.isBefore(leaf.getNotAfter().toInstant().minus(overlap))) {
            return new RenewLeaf("tls.crt ends at " + leaf.getNotAfter().toInstant());
        }
        boolean known = !now.isBefore(CertificateAuthority.issuedAt(ca).plus(overlap));
        if (known && !now.isBefore(dueAt(leaf))) {
            return new RenewLeaf("two thirds of its life are over");
        }
        return new Keep();
    }

    private static boolean signed(X509Certificate issuer, X509Certificate leaf, Instant now) {
        try {
            leaf.verify(issuer.getPublicKey());
            return now.isBefore(issuer.getNotAfter().toInstant());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
