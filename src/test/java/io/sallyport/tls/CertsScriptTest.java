package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code certs-script/make-certs} as people do, and has Java judge what it made. */
class CertsScriptTest {
    @TempDir
    private Path folder;

    private Path made;
    private Path scratch;

    @BeforeEach
    void prepare() throws IOException {
        made = folder.resolve("made with spaces");
        scratch = Files.createDirectory(folder.resolve("scratch"));
    }

    @Test
    void makesACertificateThatItsAuthorityVouchesFor() throws Exception {
        Run run = make("--service", "hook", "--namespace", "team", "--days", "30", made.toString());

        assertThat(run.code).as(run.output).isZero();
        CertificateBundle bundle = CertificateBundle.of(text("tls.crt"), text("tls.key"), text("ca.crt"));
        X509Certificate leaf = Pem.certificates(bundle.chain(), "tls.crt").getFirst();
        X509Certificate ca = Pem.certificates(bundle.caBundle(), "ca.crt").getFirst();
        Pkix.validate(leaf, ca, Instant.now().plusSeconds(1));
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactly("hook.team.svc", "hook.team.svc.cluster.local");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(ca.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
        assertThat(bundle.notAfter())
                .isBetween(Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
    }

    /** The same handshake, host name check included, that the API server does. */
    @Test
    void makesACertificateThatAClientAcceptsForTheServiceOnly() throws Exception {
        make("--service", "hook", "--namespace", "team", made.toString());
        CertificateBundle bundle = CertificateBundle.of(text("tls.crt"), text("tls.key"), text("ca.crt"));
        SSLContext client = Pkix.trusting(bundle.caBundle());

        assertThat(Handshake.succeeds(bundle, client, "hook.team.svc")).isTrue();
        assertThat(Handshake.succeeds(bundle, client, "hook.other.svc")).isFalse();
    }

    @Test
    void writesTheSecretAndTheValuesThatBelongTogether() throws Exception {
        make("--namespace", "team", "--secret-name", "hook-tls", made.toString());

        JsonNode secret = new YAMLMapper().readTree(text("secret.yaml"));
        assertThat(secret.path("type").asText()).isEqualTo("kubernetes.io/tls");
        assertThat(secret.at("/metadata/namespace").asText()).isEqualTo("team");
        for (String file : List.of("ca.crt", "tls.crt", "tls.key")) {
            byte[] data = Base64.getDecoder().decode(secret.path("data").path(file).asText());
            assertThat(new String(data, StandardCharsets.US_ASCII)).isEqualTo(text(file));
        }
        JsonNode tls = new YAMLMapper().readTree(text("values.yaml")).path("tls");
        assertThat(tls.path("mode").asText()).isEqualTo("provided");
        assertThat(tls.path("secret").asText()).isEqualTo("hook-tls");
        assertThat(tls.at("/provided/caBundle").asText()).isEqualTo(text("ca.crt"));
    }

    @Test
    void leavesNoKeyBehindThatNobodyAskedFor() throws Exception {
        make(made.toString());

        assertThat(made.toFile().list())
                .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key", "secret.yaml", "values.yaml");
        assertThat(scratch).isEmptyDirectory();
        for (String file : List.of("tls.key", "secret.yaml")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keepsTheAuthoritysKeyIfAsked() throws Exception {
        make("--keep-ca-key", made.toString());

        assertThat(new KeyedCertificate(
                                Pem.certificates(text("ca.crt"), "").getFirst(), Pem.privateKey(text("ca.key"), ""))
                        .belongTogether())
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void overwritesNothingUnlessForced() throws Exception {
        make(made.toString());
        String before = text("tls.crt");

        Run again = make(made.toString());

        assertThat(again.code).isEqualTo(1);
        assertThat(again.output).contains("is there already");
        assertThat(text("tls.crt")).isEqualTo(before);
        assertThat(make("--force", made.toString()).code).isZero();
        assertThat(text("tls.crt")).isNotEqualTo(before);
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("--days"),
                List.of("--days", "0", "x"),
                List.of("--days", "1 -subj /CN=x", "x"),
                List.of("--service", "a, DNS:b", "x"),
                List.of("--secret-name", "a\nb: c", "x"),
                List.of("--nonsense", "x"),
                List.of("x", "y"))) {
            Run run = make(arguments.toArray(String[]::new));

            assertThat(run.code).as(arguments.toString()).isEqualTo(2);
            assertThat(run.output).startsWith("make-certs: ");
        }
        assertThat(folder.toFile().list()).containsExactly("scratch");
    }

    private record Run(int code, String output) {}

    private Run make(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(Path.of("certs-script/make-certs").toAbsolutePath().toString()));
        all.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("TMPDIR", scratch.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private String text(String file) throws IOException {
        return Files.readString(made.resolve(file));
    }
}
