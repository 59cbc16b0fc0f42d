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
    void takesFilesAsToolsHandThemOver() {
        String allowed = CASES + "legit-policy-rule-more/in-change.yaml";
        String denied = CASES + "bypass-policy-action-allow/in-change.yaml";

        assertThat(CommandRun.of("check", "--cluster", CLUSTER, allowed, denied).out().lines()).hasSize(2);
        assertThat(CommandRun.of("check", "--cluster", CLUSTER).err()).startsWith("no file to judge");
        assertThat(CommandRun.of("check", "--cluster", CLUSTER).code()).isEqualTo(ExitCode.UNREADABLE);
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
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", nameless.toString()), "document 1: metadata.name is missing from this Pod");
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", twice.toString()), "twice.yaml");
        assertUnreadable(CommandRun.of("check", "--cluster", CLUSTER, "-f", alias.toString()), "alias");
        assertUnreadable(CommandRun.of("check", "--cluster", folder.resolve("nowhere").toString(), "-f", nameless.toString()), "");
    }

    @Test
    void judgesTheGoodDocumentsOfAFileAndNamesTheOthers() throws IOException {
        Path mixed = write("mixed.yaml", """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceServce
                metadata: {name: iris}
                ---
                # Nothing but a comment.
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: serving.kserve.io/v1beta1
                    kind: InferenceService
                    metadata: {name: iris, labels: {expose-external: "true"}}
                    spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                ---
                kind: [
                ---
                apiVersion: serving.kserve.oi/v1beta1
                kind: InferenceService
                metadata: {name: iris}
                ---
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: Not_A_Name}
                """);

        CommandRun run = CommandRun.of("check", "--cluster", CLUSTER, "-n", "team-b", "-f", mixed.toString());

        assertThat(run.out().lines()).hasSize(1).first().asString()
                .startsWith("PATCHED InferenceService team-b/iris  the model will answer at")
                .doesNotContain("issuer", "not exposed yet");
        assertThat(run.err())
                .contains("mixed.yaml, document 1: there is no kind InferenceServce in serving.kserve.io/v1beta1: did you mean InferenceService?")
                .contains("mixed.yaml, document 3 is not YAML:", "(line 16)")
                .contains("document 4: apiVersion serving.kserve.oi/v1beta1 is of no group that is known: did you mean serving.kserve.io?")
                .contains("document 5: AuthorizationPolicy is called \"Not_A_Name\", which the API server refuses");
        assertThat(run.code()).isEqualTo(ExitCode.UNREADABLE);
    }

    @Test
    void refusesANameThatKServeRefuses() throws IOException {
        Path model = write("model.yaml", """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: iris.v2, labels: {expose-external: "true"}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """);

        assertThat(CommandRun.of("check", "--cluster", CLUSTER, "-f", model.toString()).out())
                .isEqualTo("DENIED  InferenceService default/iris.v2  metadata.name is \"iris.v2\", which KServe refuses: use small"
                        + " letters, digits and \"-\", with a letter first and no \"-\" last\n");
    }

    @Test
    void namesNoJavaClassWhereAFileIsMissing() {
        CommandRun run = CommandRun.of("check", "--cluster", CLUSTER, "-f", folder.resolve("nowhere.yaml").toString());

        assertThat(run.err()).contains("nowhere.yaml cannot be read: no such file").doesNotContain("Exception");
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
