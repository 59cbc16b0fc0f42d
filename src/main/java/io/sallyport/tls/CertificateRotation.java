package io.sallyport.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps a CA and a serving certificate good for ever, one step at a time.
 *
 * <p>Values in, values out: what is stored goes in, and what should be stored comes out. Who stores it, and who wins if
 * several replicas try at once, is not decided here.
 *
 * @param issuer issues what is due
 * @param names  the DNS names the serving certificate has to be good for
 */
public record CertificateRotation(CertificateAuthority issuer, Set<String> names) {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_OVERLAP = Duration.ofMinutes(10);

    public CertificateRotation {
        names = Set.copyOf(names);
    }

    /** A rotation for a Service: its short names and its full one. */
    public static CertificateRotation forService(
            CertificateAuthority issuer, String service, String namespace, String clusterDomain) {
        return new CertificateRotation(issuer, Set.copyOf(namesOf(service, namespace, clusterDomain)));
    }

    /** The DNS names of a Service; the API server uses the one that ends in {@code .svc}. */
    public static List<String> namesOf(String service, String namespace, String clusterDomain) {
        String name = service + "." + namespace + ".svc";
        return List.of(name, name + "." + clusterDomain);
    }

    /** What has to be done about what is stored. */
    public Renewal needed(StoredCertificates stored) {
        return Renewal.needed(stored, names, issuer.clock().instant(), overlap());
    }

    /** What should be stored instead: one step on if that leaves a good certificate, else as many as it takes. */
    public StoredCertificates renewed(StoredCertificates stored) {
        return switch (needed(stored)) {
            case Renewal.Keep() -> stored;
            case Renewal.RenewLeaf(_) -> withNewLeaf(stored);
            case Renewal.RenewAuthority(_) -> renewed(withNewAuthority(stored));
        };
    }

    private StoredCertificates withNewLeaf(StoredCertificates stored) {
        KeyedCertificate ca = stored.authority();
        KeyedCertificate leaf = issuer.issueServing(ca, names);
        return new StoredCertificates(
                Pem.of(stillGood(stored.trusted())),
                stored.caKey(),
                Pem.of(List.of(leaf.certificate())),
                Pem.of(leaf.key()));
    }

    private StoredCertificates withNewAuthority(StoredCertificates stored) {
        KeyedCertificate ca = issuer.issueAuthority();
        List<X509Certificate> trusted = new ArrayList<>(List.of(ca.certificate()));
        try {
            trusted.addAll(stillGood(stored.trusted()));
        } catch (InvalidCertificateException _) {
            // Nothing there that anybody could still trust.
        }
        return new StoredCertificates(Pem.of(trusted), Pem.of(ca.key()), stored.chain(), stored.key());
    }

    private List<X509Certificate> stillGood(List<X509Certificate> certificates) {
        Instant now = issuer.clock().instant();
        return certificates.stream()
                .filter(certificate -> now.isBefore(certificate.getNotAfter().toInstant()))
                .toList();
    }

    /**
     * How often to look for what is due: often enough for the shortest life. Renewing late is harmless, because a third
     * of a life is left when it is due.
     */
    public Duration lookEvery() {
        return shorter(shortestLife().dividedBy(60), LONGEST_PAUSE);
    }

    /** Long enough for every API server to see a changed {@code caBundle}, short beside the certificate's life. */
    private Duration overlap() {
        return shorter(shortestLife().dividedBy(8), LONGEST_OVERLAP);
    }

    private Duration shortestLife() {
        return shorter(issuer.certificateLifetime(), issuer.caLifetime());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
