package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.Pem;
import io.sallyport.tls.Pkix;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesACertificateThatItsAuthorityVouchesFor() throws Exception {
        CommandRun run = create("--days", "30", "--out", folder.resolve("new").toString());

        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("new")).isDirectoryContaining("glob:**/tls.key");
        CertificateBundle bundle = CertificateBundle.of(
                Files.readString(folder.resolve("new/tls.crt")),
                Files.readString(folder.resolve("new/tls.key")),
                Files.readString(folder.resolve("new/ca.crt")));
        X509Certificate leaf = Pem.certificates(bundle.chain(), "").getFirst();
        Pkix.validate(leaf, Pem.certificates(bundle.caBundle(), "").getFirst(), Instant.now());
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactlyInAnyOrder("hook.team.svc", "hook.team.svc.cluster.local");
        assertThat(bundle.notAfter()).isBetween(
                Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(30)));
    }

    @Test
    void letsNobodyElseReadTheKeyAndKeepsNoneOfTheAuthority() throws Exception {
        create("--out", folder.toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls.key"))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key");
    }

    @Test
    void printsTheSecret() throws Exception {
        CommandRun run = create("--secret", "--secret-name", "hook-tls");

        JsonNode secret = YamlText.read(run.out()).getFirst();
        assertThat(secret.path("type").asText()).isEqualTo("kubernetes.io/tls");
        assertThat(secret.at("/metadata/name").asText()).isEqualTo("hook-tls");
        assertThat(secret.at("/metadata/namespace").asText()).isEqualTo("team");
        CertificateBundle.of(text(secret, "tls.crt"), text(secret, "tls.key"), text(secret, "ca.crt"));
        assertThat(Json.keys(secret.path("data"))).containsExactly("ca.crt", "tls.crt", "tls.key");
    }

    @Test
    void overwritesNothing() throws Exception {
        Files.writeString(folder.resolve("tls.key"), "mine");

        CommandRun run = create("--out", folder.toString(), "--secret");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("tls.key is there already");
        assertThat(run.out()).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("tls.key");
    }

    @Test
    void refusesWhatMakesNoSense() {
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("--secret", "--days", "0"),
                List.of("--secret", "--days", "many"),
                List.of("--secret", "--service", "Hook"),
                List.of("--secret", "--namespace", "a.b"))) {
            CommandRun run = create(arguments.toArray(String[]::new));

            assertThat(run.code()).as(arguments.toString()).isEqualTo(ExitCode.UNREADABLE);
            assertThat(run.err()).isNotBlank();
        }
    }

    @Test
    void asksWhichCommandIsMeant() {
        assertThat(CommandRun.of("certs").code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(CommandRun.of("certs", "create", "--help").out()).contains("Exit codes:", "--out");
    }

    private static String text(JsonNode secret, String key) {
        return new String(Base64.getDecoder().decode(secret.at("/data/" + key).asText()), StandardCharsets.US_ASCII);
    }

    private static CommandRun create(String... arguments) {
        List<String> all = new ArrayList<>(List.of("certs", "create"));
        all.addAll(List.of(arguments));
        for (String option : List.of("--service", "--namespace")) {
            if (!all.contains(option)) {
                all.addAll(List.of(option, option.equals("--service") ? "hook" : "team"));
            }
        }
        return CommandRun.of(all.toArray(String[]::new));
    }
}
