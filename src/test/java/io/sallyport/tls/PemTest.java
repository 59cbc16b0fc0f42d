package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {
    private final KeyedCertificate issued = new CertificateAuthority(
                    new MovingClock(Instant.parse("2026-11-24T10:00:00Z")),
                    new SecureRandom(),
                    Duration.ofDays(365),
                    Duration.ofDays(90))
            .issueAuthority();
    private final String certificate = Pem.of(List.of(issued.certificate()));
    private final String key = Pem.of(issued.key());

    @Test
    void readsWhatItWrites() {
        assertThat(Pem.certificates(certificate + certificate, "tls.crt"))
                .containsExactly(issued.certificate(), issued.certificate());
        assertThat(Pem.privateKey(key, "tls.key")).isEqualTo(issued.key());
    }

    @Test
    void readsLinesOfAnyLength() {
        assertThat(Pem.privateKey(key.replace("\n", "\r\n "), "tls.key")).isEqualTo(issued.key());
    }

    @Test
    void doesNotPassOverWhatIsNoBase64() {
        assertThatExceptionOfType(InvalidCertificateException.class)
                .isThrownBy(() -> Pem.certificates(damaged(certificate), "tls.crt"))
                .withMessage("tls.crt holds a certificate that cannot be read");
        assertThatExceptionOfType(InvalidCertificateException.class)
                .isThrownBy(() -> Pem.privateKey(damaged(key), "tls.key"))
                .withMessageContaining("tls.key holds a private key that cannot be read")
                .withNoCause();
    }

    private static String damaged(String pem) {
        return pem.replaceFirst("\n(....)", "\n$1*!");
    }
}
