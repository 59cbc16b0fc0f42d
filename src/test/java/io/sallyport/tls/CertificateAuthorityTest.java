package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final List<String> NAMES =
            List.of("sallyport.sallyport.svc", "sallyport.sallyport.svc.cluster.local");

    private final CertificateAuthority authority = new CertificateAuthority(
            Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90));
    private final KeyedCertificate ca = authority.issueAuthority();
    private final KeyedCertificate leaf = authority.issueServing(ca, NAMES);

    @Test
    void issuesAChainThatPkixAndTheHostNameCheckAccept() throws Exception {
        Pkix.validate(leaf.certificate(), ca.certificate(), NOW);

        assertThat(leaf.certificate().getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactlyInAnyOrder(NAMES.toArray());
    }

    @Test
    void refusesAChainOfAnotherAuthority() {
        KeyedCertificate other = authority.issueAuthority();

        assertThatThrownBy(() -> Pkix.validate(leaf.certificate(), other.certificate(), NOW))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void makesACertificateThatIsForServersOnly() throws Exception {
        X509Certificate certificate = leaf.certificate();

        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false, false, false, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.15", "2.5.29.19");
    }

    @Test
    void makesAnAuthorityThatSignsLeavesOnly() {
        X509Certificate certificate = ca.certificate();

        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(certificate.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
    }

    @Test
    void linksLeafAndAuthorityByTheirKeyIdentifiers() throws Exception {
        var identifiers = new JcaX509ExtensionUtils();
        byte[] authorityKey = leaf.certificate().getExtensionValue(Extension.authorityKeyIdentifier.getId());
        byte[] expected = identifiers
                .createAuthorityKeyIdentifier(ca.certificate().getPublicKey())
                .getKeyIdentifierOctets();

        assertThat(authorityKey).containsSubsequence(expected);
        assertThat(ca.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId()))
                .containsSubsequence(expected);
    }

    @Test
    void usesP256AndSerialNumbersNobodyCanGuess() {
        assertThat(((ECPublicKey) leaf.certificate().getPublicKey()).getParams().getCurve().getField().getFieldSize())
                .isEqualTo(256);
        assertThat(leaf.certificate().getSerialNumber()).isPositive();
        assertThat(leaf.certificate().getSerialNumber().bitLength()).isGreaterThan(64).isLessThan(160);
        assertThat(ca.certificate().getSubjectX500Principal())
                .isNotEqualTo(authority.issueAuthority().certificate().getSubjectX500Principal());
    }

    @Test
    void startsCertificatesInThePastForSlowClocksAndEndsThemOnTime() {
        assertThat(leaf.certificate().getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(leaf.certificate().getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void endsALeafNoLaterThanItsAuthority() {
        var later = new CertificateAuthority(
                Clock.fixed(NOW.plus(Duration.ofDays(300)), ZoneOffset.UTC),
                new SecureRandom(),
                Duration.ofDays(365),
                Duration.ofDays(90));

        KeyedCertificate last = later.issueServing(ca, NAMES);

        assertThat(last.certificate().getNotAfter()).isEqualTo(ca.certificate().getNotAfter());
    }

    @Test
    void signsForServicesWithVeryLongNames() throws Exception {
        String longest = "a".repeat(63) + "." + "b".repeat(63) + ".svc";

        KeyedCertificate certificate = authority.issueServing(ca, List.of(longest));

        Pkix.validate(certificate.certificate(), ca.certificate(), NOW);
    }

    @Test
    void refusesALifetimeOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateAuthority(
                        Clock.systemUTC(), new SecureRandom(), Duration.ZERO, Duration.ofDays(1)));
    }
}
