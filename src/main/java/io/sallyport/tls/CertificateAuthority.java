package io.sallyport.tls;

import io.sallyport.tls.CertificateDraft.Purpose.Authority;
import io.sallyport.tls.CertificateDraft.Purpose.Serving;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import javax.security.auth.x500.X500Principal;

/**
 * Issues CA and serving certificates: ECDSA on P-256, which every client of Kubernetes speaks.
 *
 * @param clock               what time it is
 * @param random              where keys and serial numbers come from
 * @param caLifetime          how long a CA is good for
 * @param certificateLifetime how long a serving certificate is good for, but never longer than its CA
 */
public record CertificateAuthority(
        Clock clock, SecureRandom random, Duration caLifetime, Duration certificateLifetime) {

    /** Certificates start up to this much in the past, for clients whose clock is slow. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    public CertificateAuthority {
        if (!caLifetime.isPositive() || !certificateLifetime.isPositive()) {
            throw new IllegalArgumentException("a certificate's lifetime is longer than nothing");
        }
    }

    /** A new CA. Its name holds its serial number, so that two of them in one bundle can be told apart. */
    public KeyedCertificate issueAuthority() {
        KeyPair keys = newKeys();
        BigInteger serial = newSerial();
        var name = new X500Principal("CN=Sallyport CA " + serial.toString(16));
        Instant end = now().plus(caLifetime);
        var draft = new CertificateDraft(name, serial, startOf(end), end, keys.getPublic(), new Authority());
        return new KeyedCertificate(draft.signedBy(name, keys, random), keys.getPrivate());
    }

    /** A new serving certificate for these DNS names. */
    public KeyedCertificate issueServing(KeyedCertificate ca, Collection<String> names) {
        KeyPair keys = newKeys();
        Instant wanted = now().plus(certificateLifetime);
        Instant caEnd = ca.certificate().getNotAfter().toInstant();
        Instant end = wanted.isBefore(caEnd) ? wanted : caEnd;
        // Clients look at the alternative names only; a common name may not be longer than 64 characters.
        var name = new X500Principal("CN=sallyport");
        var draft = new CertificateDraft(name, newSerial(), startOf(end), end, keys.getPublic(), new Serving(names));
        return new KeyedCertificate(
                draft.signedBy(
                        ca.certificate().getSubjectX500Principal(),
                        new KeyPair(ca.certificate().getPublicKey(), ca.key()),
                        random),
                keys.getPrivate());
    }

    /** When a certificate of ours was made, which is later than it says. */
    static Instant issuedAt(X509Certificate certificate) {
        Instant start = certificate.getNotBefore().toInstant();
        Duration whole = Duration.between(start, certificate.getNotAfter().toInstant());
        return start.plus(shorter(whole.dividedBy(11), BACKDATED));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Instant startOf(Instant end) {
        return now().minus(shorter(Duration.between(now(), end).dividedBy(10), BACKDATED));
    }

    private KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** Positive and at most 16 bytes long; the standard allows 20. */
    private BigInteger newSerial() {
        return new BigInteger(127, random).setBit(126);
    }

    /** Certificates count in seconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
