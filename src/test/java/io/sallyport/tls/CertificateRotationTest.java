package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateRotationTest {
    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final CertificateAuthority issuer =
            new CertificateAuthority(clock, new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90));
    private final CertificateRotation rotation =
            CertificateRotation.forService(issuer, "sallyport", "sallyport", "cluster.local");

    private StoredCertificates stored = rotation.renewed(StoredCertificates.NONE);

    @Test
    void issuesBothWhereThereIsNothing() throws Exception {
        assertThat(rotation.needed(StoredCertificates.NONE)).isInstanceOf(Renewal.RenewAuthority.class);
        assertThat(rotation.needed(stored)).isEqualTo(new Renewal.Keep());
        Pkix.validate(leaf(), authorities().getFirst(), clock.instant());
    }

    @Test
    void survivesTheWayThroughASecret() {
        assertThat(StoredCertificates.from(stored.data())).isEqualTo(stored);
        assertThat(StoredCertificates.from(Map.of())).isEqualTo(StoredCertificates.NONE);
    }

    @Test
    void keepsWhatIsGood() {
        clock.forward(Duration.ofDays(59));

        assertThat(rotation.needed(stored)).isEqualTo(new Renewal.Keep());
        assertThat(rotation.renewed(stored)).isSameAs(stored);
    }

    @Test
    void renewsTheLeafAtTwoThirdsOfItsLifeAndLeavesTheAuthority() {
        clock.forward(Duration.ofDays(60));

        StoredCertificates renewed = rotation.renewed(stored);

        assertThat(rotation.needed(stored)).isEqualTo(new Renewal.RenewLeaf("two thirds of its life are over"));
        assertThat(renewed.authorities()).isEqualTo(stored.authorities());
        assertThat(renewed.chain()).isNotEqualTo(stored.chain());
        assertThat(rotation.needed(renewed)).isEqualTo(new Renewal.Keep());
    }

    @Test
    void announcesANewAuthorityBeforeItSigns() throws Exception {
        renewUntilDay(243);
        StoredCertificates before = stored;
        clock.forward(Duration.ofDays(1));

        stored = rotation.renewed(stored);

        assertThat(authorities()).hasSize(2).endsWith(Pem.certificates(before.authorities(), "").getFirst());
        assertThat(stored.chain()).isEqualTo(before.chain());
        Pkix.validate(leaf(), authorities().getLast(), clock.instant());
    }

    @Test
    void neverServesALeafThatTheBundleBeforeDoesNotTrust() throws Exception {
        for (int day = 0; day < 2 * 365; day += 2) {
            List<X509Certificate> known = authorities();
            clock.forward(Duration.ofDays(2));
            stored = rotation.renewed(stored);

            X509Certificate leaf = leaf();
            assertThat(known).as("day " + day).anyMatch(authority -> vouches(authority, leaf));
            assertThat(authorities()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void waitsForTheAnnouncementEvenIfTheLeafIsDue() {
        var shortLived = new CertificateRotation(
                new CertificateAuthority(clock, new SecureRandom(), Duration.ofDays(90), Duration.ofDays(90)),
                rotation.names());
        stored = shortLived.renewed(StoredCertificates.NONE);
        clock.forward(Duration.ofDays(60));

        StoredCertificates announced = shortLived.renewed(stored);
        assertThat(announced.chain()).isEqualTo(stored.chain());
        assertThat(shortLived.needed(announced)).isEqualTo(new Renewal.Keep());

        clock.forward(Duration.ofMinutes(11));
        assertThat(shortLived.renewed(announced).chain()).isNotEqualTo(stored.chain());
    }

    @Test
    void issuesEverythingAnewAfterAYearAsleep() throws Exception {
        StoredCertificates before = stored;
        clock.forward(Duration.ofDays(400));

        stored = rotation.renewed(stored);

        assertThat(authorities()).hasSize(1).doesNotContainAnyElementsOf(Pem.certificates(before.authorities(), ""));
        Pkix.validate(leaf(), authorities().getFirst(), clock.instant());
    }

    @Test
    void dropsAnAuthorityThatHasEnded() {
        renewUntilDay(244);
        assertThat(authorities()).hasSize(2);

        renewUntilDay(244 + 122 + 60);

        assertThat(authorities()).hasSize(1);
    }

    @Test
    void issuesALeafForANameThatIsNew() {
        var renamed = CertificateRotation.forService(issuer, "other", "sallyport", "cluster.local");

        assertThat(renamed.needed(stored))
                .isInstanceOfSatisfying(Renewal.RenewLeaf.class, renewal -> assertThat(renewal.reason())
                        .contains("has to be for [other.sallyport.svc, other.sallyport.svc.cluster.local]"));
    }

    @Test
    void repairsWhatSomebodyBroke() {
        StoredCertificates other = rotation.renewed(StoredCertificates.NONE);

        assertThat(reason(new StoredCertificates(stored.authorities(), other.caKey(), stored.chain(), stored.key())))
                .isEqualTo("authority: ca.key does not belong to the first certificate of ca.crt");
        assertThat(reason(new StoredCertificates("junk", stored.caKey(), stored.chain(), stored.key())))
                .isEqualTo("authority: ca.crt holds no certificate");
        assertThat(reason(new StoredCertificates(stored.authorities(), stored.caKey(), stored.chain(), other.key())))
                .isEqualTo("leaf: tls.key does not belong to the first certificate of tls.crt");
        assertThat(reason(new StoredCertificates(stored.authorities(), stored.caKey(), other.chain(), other.key())))
                .isEqualTo("leaf: no CA in ca.crt that is still good signed tls.crt");
    }

    @Test
    void neverPrintsAKey() {
        assertThat(stored.toString() + stored.bundle() + stored.authority()).doesNotContain("PRIVATE", "BEGIN");
    }

    @Test
    void staysCalmWithLifetimesOfMinutes() {
        var fast = new CertificateRotation(
                new CertificateAuthority(clock, new SecureRandom(), Duration.ofMinutes(1), Duration.ofMinutes(9)),
                rotation.names());
        StoredCertificates now = fast.renewed(StoredCertificates.NONE);

        assertThat(fast.needed(now)).isEqualTo(new Renewal.Keep());
    }

    private String reason(StoredCertificates broken) {
        return switch (rotation.needed(broken)) {
            case Renewal.Keep() -> "keep";
            case Renewal.RenewLeaf(var reason) -> "leaf: " + reason;
            case Renewal.RenewAuthority(var reason) -> "authority: " + reason;
        };
    }

    private void renewUntilDay(int day) {
        Instant end = Instant.parse("2026-11-24T10:00:00Z").plus(Duration.ofDays(day));
        while (clock.instant().isBefore(end)) {
            clock.forward(Duration.ofDays(1));
            stored = rotation.renewed(stored);
        }
    }

    private boolean vouches(X509Certificate authority, X509Certificate leaf) {
        try {
            Pkix.validate(leaf, authority, clock.instant());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private X509Certificate leaf() {
        return Pem.certificates(stored.chain(), "tls.crt").getFirst();
    }

    private List<X509Certificate> authorities() {
        return Pem.certificates(stored.authorities(), "ca.crt");
    }
}
