package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
    private final KeyedCertificate authority = ClientIdentity.authority();

    @Test
    void knowsAClientByItsCommonName() throws Exception {
        for (String name : List.of("kube-apiserver", "system:node:one", "a\\,b")) {
            String pem = ClientIdentity.signedBy(authority, name, Instant.now().plusSeconds(60)).certificate();

            assertThat(CertificateNames.of(Pem.certificates(pem, "client.crt").getFirst())).containsExactly(name);
        }
    }

    @Test
    void knowsAServiceByItsDnsNamesToo() {
        var issuer = new CertificateAuthority(
                Clock.systemUTC(), new SecureRandom(), Duration.ofDays(2), Duration.ofDays(1));
        X509Certificate certificate = issuer.issueServing(authority, List.of("b.example", "a.example")).certificate();

        assertThat(CertificateNames.of(certificate)).containsExactly("a.example", "b.example", "sallyport");
        assertThat(CertificateNames.dns(certificate)).containsExactly("a.example", "b.example");
    }
}
