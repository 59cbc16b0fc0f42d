package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile.Reading;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings.ExemptionScope;
import io.sallyport.tls.CertificateRotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart and the program must say alike. */
class ChartContractsTest {

    @Test
    void theDefaultValuesAreTheProgramsDefaults() {
        assertThat(settings("default", "sallyport")).isEqualTo(read(""));
    }

    @Test
    void everySettingArrives() {
        Settings settings = settings("customised", "side-door");

        assertThat(settings.exposure().gateway().selector()).containsOnlyKeys("istio");
        assertThat(settings.exposure().exemption()).isEqualTo(ExemptionScope.MODEL);
        assertThat(settings.webhook()).isEqualTo(new Settings.Webhook(
                10250,
                7340032,
                "side-door",
                "side-door",
                List.of("extensions.sallyport.io"),
                Optional.of("-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\n"),
                List.of("kube-apiserver")));
        assertThat(settings.controller().lease().name()).isEqualTo("side-door");
        assertThat(settings.tls().secret()).isEqualTo("side-door-tls");
    }

    @Test
    void everyCaseIsReadByTheProgram() {
        assertThat(settings("cert-manager", "sallyport").tls().mode()).isEqualTo(Settings.TlsMode.CERT_MANAGER);
        assertThat(settings("provided", "sallyport").tls().mode()).isEqualTo(Settings.TlsMode.PROVIDED);
        assertThat(settings("bare", "sallyport").exposure().exemption()).isEqualTo(ExemptionScope.NONE);
    }

    @Test
    void theSchemaOffersTheProgramsChoices() throws IOException {
        JsonNode schema = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("values.schema.json")));

        assertThat(choices(schema, "/properties/tls/properties/mode")).isEqualTo(written(Settings.TlsMode.values()));
        assertThat(choices(schema, "/properties/settings/properties/exemption/properties/scope"))
                .isEqualTo(written(ExemptionScope.values()));
        assertThat(choices(schema, "/properties/settings/properties/log/properties/format"))
                .isEqualTo(written(Settings.LogFormat.values()));
        assertThat(choices(schema, "/properties/settings/properties/log/properties/level"))
                .isEqualTo(written(Settings.LogLevel.values()));
    }

    @Test
    void aCertificateIsMountedWhereTheProgramLooks() {
        JsonNode container =
                Rendered.of("provided").the("Deployment", "sallyport").at("/spec/template/spec/containers/0");
        Path directory = settings("provided", "sallyport").tls().directory();

        assertThat(Rendered.stream(container.path("volumeMounts")).map(mount -> mount.path("mountPath").asText()))
                .contains(directory.toString());
    }

    @Test
    void certManagerIssuesForTheNamesThatTheProgramWould() {
        JsonNode certificate = Rendered.of("cert-manager").the("Certificate", "sallyport");

        assertThat(Rendered.strings(certificate.at("/spec/dnsNames")))
                .isEqualTo(CertificateRotation.namesOf("sallyport", "sallyport", "cluster.local"));
    }

    @Test
    void thePortIsTheOneTheProgramListensOn() {
        JsonNode container =
                Rendered.of("customised").the("Deployment", "side-door").at("/spec/template/spec/containers/0");

        assertThat(container.at("/ports/0/containerPort").asInt())
                .isEqualTo(settings("customised", "side-door").webhook().port());
    }

    @Test
    void theMetricsPortIsTheOneTheProgramListensOn() {
        JsonNode container =
                Rendered.of("observed").the("Deployment", "sallyport").at("/spec/template/spec/containers/0");

        assertThat(container.at("/ports/1/containerPort").asInt())
                .isEqualTo(settings("observed", "sallyport").metrics().port());
        assertThat(settings("bare", "sallyport").metrics().enabled()).isFalse();
    }

    @Test
    void theProgramsOwnGuardIsGuarded() {
        JsonNode configuration = Rendered.of("default").the("ValidatingWebhookConfiguration", "sallyport");

        assertThat(configuration.at("/webhooks/0/matchConditions/0/expression").asText())
                .contains('"' + GatewayCompanions.GUARD + '"')
                .contains('"' + read("").exposure().policies().requireJwt() + '"');
    }

    /** The API server would get 404, and the kubelet restart the pod: both only seen in a cluster. */
    @Test
    void everyPathThatIsAskedIsAPathOfTheProgram() throws IOException {
        String sources = sources();
        Rendered rendered = Rendered.of("default");

        assertThat(Stream.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
                        .flatMap(kind -> Rendered.stream(rendered.the(kind, "sallyport").path("webhooks")))
                        .map(webhook -> webhook.at("/clientConfig/service/path").asText()))
                .hasSize(11)
                .allMatch(path -> sources.contains('"' + path + '"'));
        JsonNode container = rendered.the("Deployment", "sallyport").at("/spec/template/spec/containers/0");
        assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                        .map(probe -> container.path(probe).at("/httpGet/path").asText()))
                .allMatch(path -> sources.contains('"' + path + '"'));
    }

    @Test
    void thePodsRunCommandsThatTheProgramHas() throws IOException {
        String sources = sources();
        Rendered rendered = Rendered.of("customised");
        Rendered calling = Rendered.of("observed");

        assertThat(Stream.of(
                                rendered.the("Deployment", "side-door").at("/spec/template"),
                                rendered.the("Job", "side-door-uninstall").at("/spec/template"),
                                calling.the("Pod", "sallyport-test"))
                        .map(pod -> Rendered.strings(pod.at("/spec/containers/0/args"))))
                .allMatch(arguments -> sources.contains("commands.put(\"" + arguments.getFirst() + '"'))
                .allMatch(arguments -> arguments.stream()
                        .filter(argument -> argument.startsWith("--"))
                        .allMatch(option -> sources.contains('"' + option + '"')))
                .containsExactly(
                        List.of("serve", "--settings", "/etc/sallyport/settings.yaml"),
                        List.of(
                                "uninstall", "--settings", "/etc/sallyport/settings.yaml",
                                "--deployment", "side-door", "--release", "sallyport"),
                        List.of(
                                "selftest", "--settings", "/etc/sallyport/settings.yaml", "--patience", "30",
                                "--model", "team/iris", "--token", "/var/run/secrets/sallyport/token", "--url", "http://gateway.example.com"));
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static Settings settings(String folder, String name) {
        JsonNode configMap = Rendered.of(folder).the("ConfigMap", name);
        return read(configMap.path("data").path("settings.yaml").asText());
    }

    private static Settings read(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case Reading.Read(Settings settings) -> settings;
            case Reading.Unreadable(var faults) -> throw new AssertionError(faults);
        };
    }

    private static List<String> choices(JsonNode schema, String pointer) {
        return Rendered.strings(schema.at(pointer + "/enum"));
    }

    private static List<String> written(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
