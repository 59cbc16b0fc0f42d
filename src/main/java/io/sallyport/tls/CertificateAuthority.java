package io.sallyport.tls;

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
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

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
        var signer = new Signer(new X500Name("CN=Sallyport CA " + serial.toString(16)), keys);
        try {
            X509v3CertificateBuilder draft = draft(signer.name, serial, keys, signer, now().plus(caLifetime));
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(draft, keys, signer);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("a CA could not be issued", e);
        }
    }

    /** A new serving certificate for these DNS names. */
    public KeyedCertificate issueServing(KeyedCertificate ca, Collection<String> names) {
        KeyPair keys = newKeys();
        var signer = new Signer(
                X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded()),
                new KeyPair(ca.certificate().getPublicKey(), ca.key()));
        Instant end = now().plus(certificateLifetime);
        Instant caEnd = ca.certificate().getNotAfter().toInstant();
        GeneralName[] alternatives = names.stream()
                .sorted()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        try {
            // Clients look at the alternative names only; a common name may not be longer than 64 characters.
            X509v3CertificateBuilder draft = draft(
                    new X500Name("CN=sallyport"), newSerial(), keys, signer, end.isBefore(caEnd) ? end : caEnd);
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            draft.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            draft.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            return sign(draft, keys, signer);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("a serving certificate could not be issued", e);
        }
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

    private X509v3CertificateBuilder draft(
            X500Name subject, BigInteger serial, KeyPair keys, Signer signer, Instant end)
            throws GeneralSecurityException, CertIOException {
        Instant start = now().minus(shorter(Duration.between(now(), end).dividedBy(10), BACKDATED));
        var draft = new JcaX509v3CertificateBuilder(
                signer.name, serial, Date.from(start), Date.from(end), subject, keys.getPublic());
        var identifiers = new JcaX509ExtensionUtils();
        draft.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
        draft.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(signer.keys.getPublic()));
        return draft;
    }

    private KeyedCertificate sign(X509v3CertificateBuilder draft, KeyPair keys, Signer signer)
            throws GeneralSecurityException, OperatorCreationException {
        var signature = new JcaContentSignerBuilder("SHA256withECDSA")
                .setSecureRandom(random)
                .build(signer.keys.getPrivate());
        return new KeyedCertificate(
                new JcaX509CertificateConverter().getCertificate(draft.build(signature)), keys.getPrivate());
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

    private record Signer(X500Name name, KeyPair keys) {}
}
