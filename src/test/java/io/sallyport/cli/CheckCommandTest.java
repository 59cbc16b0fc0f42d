package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.output.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String CLUSTER = "src/test/resources/guard/_base";
    private static final String CASES = "src/test/resources/guard/";

    @TempDir
    private Path folder;

    @Test
    void tellsForEachDocumentInOneLineWhatBecomesOfIt() {
        CommandRun run = CommandRun.of("check", "--cluster", CLUSTER,
                "-f", CASES + "legit-policy-rule-more/in-change.yaml",
                "-f", CASES + "bypass-policy-action-allow/in-change.yaml");

        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.out().lines().toList().getFirst())
                .isEqualTo("ALLOWED AuthorizationPolicy istio-system/istio-ingressgateway-require-jwt");
        assertThat(run.out().lines().toList().getLast())
                .startsWith("DENIED  AuthorizationPolicy istio-system/istio-ingressgateway-require-jwt  ")
                .contains("spec.action");
        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void givesProgramsTheRequestThatWouldGetThrough() throws IOException {
        CommandRun run = CommandRun.of("check", "--cluster", CLUSTER, "-o", "json",
                "-f", CASES + "bypass-policy-not-paths-prefix-of-models/in-change.yaml");

        JsonNode verdict = new ObjectMapper().readTree(run.out());
        assertThat(verdict.path("verdict").asText()).isEqualTo("DENIED");
        assertThat(verdict.path("field").asText()).isEqualTo("spec.rules[0].to[0].operation.notPaths[3]");
        assertThat(verdict.at("/counterexample/path").asText()).isEqualTo("/kfserving/");
        assertThat(verdict.at("/counterexample/method").asText()).isEqualTo("GET");
    }

    @Test
    void judgesWhatIsDeleted() {
        String policy = CASES + "legit-policy-applied-again/in-change.yaml";

        assertThat(CommandRun.of("check", "--cluster", CLUSTER, "-f", policy).code()).isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.of("check", "--cluster", CLUSTER, "-f", policy, "--delete").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void takesWhatIsAllowedForTrueAfterwards() throws IOException {
        Path stricter = write("1.yaml", policy("[/oauth2/*]"));
        Path asBefore = write("2.yaml", policy("[/oauth2/*, /static/*]"));
        String settings = write("settings.yaml", "guard: {allowedExemptions: []}").toString();
        Path before = write("cluster/before.yaml", policy("[/oauth2/*, /static/*]")).getParent();

        CommandRun both = CommandRun.of("check", "--cluster", before.toString(),
                "--settings", settings, "-f", stricter.toString(), "-f", asBefore.toString());
        assertThat(both.out()).startsWith("ALLOWED").contains("DENIED");
        assertThat(CommandRun.of("check", "--cluster", before.toString(), "--settings", settings, "-f", asBefore.toString()).code())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void showsWhatAdmissionAdds() throws IOException {
        Path shared = write("shared.yaml", """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: istio-ingressgateway-oauth2-proxy, namespace: istio-system}
                spec: {action: CUSTOM, provider: {name: oauth2-proxy}, rules: [{}]}
                """);

        assertThat(CommandRun.of("check", "--cluster", CLUSTER, "-f", shared.toString()).out())
                .startsWith("PATCHED AuthorizationPolicy istio-system/istio-ingressgateway-oauth2-proxy  exposed models keep");
    }

    @Test
    void saysWhereInputCannotBeRead() throws IOException {
        Path broken = write("broken.yaml", "kind: [");
        Path nameless = write("nameless.yaml", "apiVersion: v1\nkind: Pod\n");
        Path twice = write("twice.yaml", "apiVersion: v1\nkind: Pod\nkind: Service\nmetadata: {name: a}\n");
        Path alias = write("alias.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: &a b, namespace: *a}\n");

        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", broken.toString()), "broken.yaml");
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", nameless.toString()), "document 1: apiVersion");
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", twice.toString()), "twice.yaml");
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", alias.toString()), "alias");
        assertUnreadable(CommandRun.of("check", "--cluster", folder.resolve("nowhere").toString(), "-f", nameless.toString()), "");
    }

    private static void assertUnreadable(CommandRun run, String complaint) {
        assertThat(run.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(run.err()).contains(complaint);
        assertThat(run.out()).isEmpty();
    }

    private static String policy(String notPaths) {
        return """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: istio-ingressgateway-require-jwt, namespace: istio-system}
                spec:
                  action: DENY
                  rules: [{from: [{source: {notRequestPrincipals: ["*"]}}], to: [{operation: {notPaths: %s}}]}]
                """.formatted(notPaths);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
