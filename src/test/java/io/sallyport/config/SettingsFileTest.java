package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.KeySource;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.signin.SignInServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsFileTest {

    @Test
    void anEmptyFileMeansTheDefaults() {
        Settings settings = read("");

        assertThat(settings.exposure()).isEqualTo(ExposureSettings.DEFAULTS);
        assertThat(settings.controller().lease().duration()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.tls().mode()).isEqualTo(Settings.TlsMode.GENERATED);
        assertThat(settings.webhook().port()).isEqualTo(8443);
    }

    @Test
    void everySettingIsTakenFromTheFile() {
        Settings settings = read(
                """
                label: team.example.com/expose
                prefix: /models/v1
                url: https://kubeflow.example.com
                clusterDomain: corp.local
                trustDomain: corp
                gateway: {name: a/b, namespace: ingress, service: gw, selector: {app: gw}, hosts: [kubeflow.example.com], signInHosts: [a.example, "localhost:8080"], signInPaths: [/login/*]}
                policies: {requireJwt: deny, oauth2Proxy: custom}
                tokens: {issuer: "https://i", audiences: [], jwksUri: "https://i/keys", jwksRefresh: 2s, confine: false, forward: true, claimHeaders: {x-user: sub}}
                guard: {create: false}
                exemption: {scope: model}
                pod: {lock: true, networkPolicy: true, networkPolicyFrom: [monitoring]}
                exposure: {requireMesh: true, routesPerModel: 100, routesPerNamespace: 200}
                route: {timeout: 1m}
                kserve: {namespace: kserve, knativeGateway: gw.example, knativeNamespace: knative}
                controller: {resync: 1h, watchSilence: 2m, workers: 2, lease: {name: l, duration: 4s, renewDeadline: 3s, retryPeriod: 500ms}}
                webhook:
                  port: 9443
                  maxBodyBytes: 1000000
                  service: s
                  configuration: c
                  clientCA: "-----BEGIN CERTIFICATE-----\\nAQ==\\n-----END CERTIFICATE-----\\n"
                  clientNames: [kube-apiserver]
                log: {format: json, level: debug}
                metrics: {enabled: false, port: 9191}
                tls: {mode: cert-manager, secret: t, directory: /d, minVersion: TLSv1.2, caLifetime: 2h, certificateLifetime: 1h}
                """);

        ExposureSettings exposure = settings.exposure();
        assertThat(exposure.label()).isEqualTo("team.example.com/expose");
        assertThat(exposure.urlOf("team", "iris")).isEqualTo("https://kubeflow.example.com/models/v1/team/iris");
        assertThat(exposure.gateway().hosts()).containsExactly("kubeflow.example.com");
        assertThat(exposure.gateway().signIn().authorities())
                .containsExactly("a.example", "a.example:80", "a.example:443", "localhost:8080");
        assertThat(exposure.gateway().signIn().paths()).containsExactly("/login/*");
        assertThat(exposure.tokens().audiences()).isEmpty();
        assertThat(exposure.tokens().forward()).isTrue();
        assertThat(exposure.guard().create()).isFalse();
        assertThat(exposure.exemption()).isEqualTo(ExposureSettings.ExemptionScope.MODEL);
        assertThat(exposure.pods()).isEqualTo(new ExposureSettings.Pods(true, true, true, List.of("monitoring")));
        assertThat(exposure.limits()).isEqualTo(new ExposureSettings.Limits(100, 200));
        assertThat(settings.controller().watchSilence()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.controller().jwksRefresh()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.controller().lease().retryPeriod()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.tls().mode()).isEqualTo(Settings.TlsMode.CERT_MANAGER);
        assertThat(settings.webhook().configuration()).isEqualTo("c");
        assertThat(settings.webhook().clientCA()).get().asString().startsWith("-----BEGIN");
        assertThat(settings.webhook().clientNames()).containsExactly("kube-apiserver");
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.LogFormat.JSON, Settings.LogLevel.DEBUG));
        assertThat(settings.metrics()).isEqualTo(new Settings.Metrics(false, 9191));
    }

    @Test
    void whoMayServeWhatNeedsNoTokenIsSaidByNamespaceServiceAndPath() {
        assertThat(read("guard: {signIn: [{namespaces: [sso], services: [keycloak, auth/dex, cm-*], paths: [/realms/*]}]}")
                        .exposure().guard().signIn())
                .containsExactly(new SignInServer(List.of("sso"), List.of("keycloak", "auth/dex", "cm-*"), List.of("/realms/*")));
        assertThat(read("guard: {signIn: []}").exposure().guard().signIn()).isEmpty();
        assertThat(read("guard: {signIn: [{namespaces: [sso], services: [keycloak]}]}").exposure().guard().signIn())
                .singleElement().satisfies(server -> assertThat(server.paths()).isEmpty());
    }

    @Test
    void whoMayServeIsNeverSaidLoosely() {
        assertThat(faults("guard: {signIn: [{namespaces: ['*'], services: ['*', a.b], paths: [/*, dex, '*/x', /a/*/b]}, {names: [a]}, x]}"))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "guard.signIn[0].namespaces[0]",
                        "guard.signIn[0].services[0]",
                        "guard.signIn[0].services[1]",
                        "guard.signIn[0].paths[0]",
                        "guard.signIn[0].paths[1]",
                        "guard.signIn[0].paths[2]",
                        "guard.signIn[0].paths[3]",
                        "guard.signIn[1].namespaces",
                        "guard.signIn[1].services",
                        "guard.signIn[1].names",
                        "guard.signIn[2]",
                        "guard.signIn[2].namespaces",
                        "guard.signIn[2].services");
        assertThat(faults("guard: {signIn: {namespaces: [a]}}")).singleElement().extracting(Fault::path).isEqualTo("guard.signIn");
    }

    @Test
    void aFurtherIssuerSaysWhereItsKeysAreForWhomAndByWhatItsCallersAreNamed() {
        assertThat(read(
                        """
                        tokens:
                          issuers:
                          - name: idp
                            issuer: https://idp.example.com/realms/a
                            jwksUri: https://idp.example.com/keys
                            audiences: [models]
                            claims: {subject: sub, email: email, groups: "[realm_access][roles]", client: azp}
                            emailsVerified: true
                            personClaims: [sid]
                          - {name: ci, issuer: "https://ci.example.com", audiences: [a, b], claims: {subject: sub}}
                        """).exposure().tokens().issuers())
                .containsExactly(
                        new TokenIssuer(
                                "idp",
                                "https://idp.example.com/realms/a",
                                new KeySource.At("https://idp.example.com/keys"),
                                List.of("models"),
                                Map.of(
                                        CallerKind.SUBJECT, Claim.of("sub"),
                                        CallerKind.EMAIL, Claim.of("email"),
                                        CallerKind.GROUP, Claim.of("realm_access", "roles"),
                                        CallerKind.CLIENT, Claim.of("azp")),
                                List.of(Claim.of("sid"))),
                        new TokenIssuer(
                                "ci",
                                "https://ci.example.com",
                                new KeySource.Discovered(),
                                List.of("a", "b"),
                                Map.of(CallerKind.SUBJECT, Claim.of("sub")),
                                TokenIssuer.USUAL_PERSONS));
    }

    @Test
    void whatOwnersMayWriteIsReadByNamespace() {
        assertThat(read("callers: {allow: [{namespaces: [team-a, r-*], callers: ['*', members]}, {namespaces: ['*'], callers: []}]}")
                        .exposure().callers().allow())
                .containsExactly(
                        new ExposureSettings.Allowance(List.of("team-a", "r-*"), List.of("*", "members")),
                        new ExposureSettings.Allowance(List.of("*"), List.of()));
        assertThat(faults("callers: {alow: [], allow: [{namespaces: ['Team', '*-a'], callers: [idp, 'a/b']}, {callers: ['*']}]}"))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "callers.alow", "callers.allow[0].namespaces[0]", "callers.allow[0].namespaces[1]",
                        "callers.allow[0].callers[1]", "callers.allow[0].callers", "callers.allow[1].namespaces");
    }

    @Test
    void peopleAreKnownByTheAddressesOfOneIssuer() {
        String issuers = "issuers: [{name: idp, issuer: 'https://idp', audiences: [m], claims: {email: email}, emailsVerified: true},"
                + " {name: ci, issuer: 'https://ci', audiences: [m], claims: {subject: sub}}]";
        ExposureSettings.Callers read = read("{tokens: {people: idp, " + issuers + "}, callers: {memberRoles: [kubeflow-view]}}").exposure().callers();

        assertThat(read.people()).contains("idp");
        assertThat(read.memberRoles()).containsExactly("kubeflow-view");
        assertThat(faults("tokens: {people: ci, " + issuers + "}")).extracting(Fault::path).containsExactly("tokens.people");
        assertThat(faults("{tokens: {people: dex}, callers: {memberRoles: ['a/b', '..']}}")).extracting(Fault::path)
                .containsExactlyInAnyOrder("tokens.people", "callers.memberRoles[0]", "callers.memberRoles[1]");
    }

    @Test
    void limitsAreReadByNamespace() {
        var limits = read("limits: {enabled: true, namespaces: [{namespaces: [team-a], rate: 60/minute, mostRate: 120/minute},"
                        + " {namespaces: ['*'], rateTotal: '', mostRateTotal: 10000/hour}]}")
                .exposure().rates();
        assertThat(limits.enabled()).isTrue();
        assertThat(limits.usual("team-a")).hasToString("Limits[each=Optional[60/minute], all=Optional[10000/hour]]");
        assertThat(limits.most("team-a")).hasToString("Limits[each=Optional[120/minute], all=Optional[10000/hour]]");
        assertThat(limits.usual("team-b")).hasToString("Limits[each=Optional.empty, all=Optional[10000/hour]]");
        assertThat(faults("limits: {on: true, namespaces: [{namespaces: [], rate: 60/min},"
                        + " {namespaces: [a], rate: 61/minute, mostRate: 60/minute, rateTotal: 10000/second, mostRateTotal: 1/hour},"
                        + " {namespaces: [b], rate: 1/hour, rateTotal: 10000/second}]}"))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "limits.on", "limits.namespaces[0].namespaces", "limits.namespaces[0].rate", "limits.namespaces[1].rate",
                        "limits.namespaces[1].rateTotal", "limits.namespaces[1].rateTotal", "limits.namespaces[2].rateTotal");
    }

    @Test
    void aFurtherIssuerIsNeverSaidLoosely() {
        String symmetric = "'{\"keys\": [{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}]}'";
        assertThat(faults(
                        """
                        tokens:
                          issuer: https://api
                          issuers:
                          - {name: members, issuer: "https://*.example.com", audiences: [], claims: {email: email, group: groups}}
                          - {name: idp, issuer: "https://api", audiences: ["*"], claims: {}, jwks: %s}
                          - {name: idp, issuer: "https://api", audiences: [a], claims: {subject: "a b"}, jwksUri: x, jwks: "no", keys: 1}
                          - {}
                        """.formatted(symmetric)))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "tokens.issuers[0].name",
                        "tokens.issuers[0].issuer",
                        "tokens.issuers[0].audiences",
                        "tokens.issuers[0].claims.email",
                        "tokens.issuers[0].claims.group",
                        "tokens.issuers[1].issuer",
                        "tokens.issuers[1].audiences[0]",
                        "tokens.issuers[1].claims",
                        "tokens.issuers[1].jwks",
                        "tokens.issuers[2].name",
                        "tokens.issuers[2].issuer",
                        "tokens.issuers[2].issuer",
                        "tokens.issuers[2].claims.subject",
                        "tokens.issuers[2].claims",
                        "tokens.issuers[2].jwksUri",
                        "tokens.issuers[2].jwks",
                        "tokens.issuers[2].keys",
                        "tokens.issuers[3].name",
                        "tokens.issuers[3].issuer",
                        "tokens.issuers[3].audiences",
                        "tokens.issuers[3].claims");
    }

    @Test
    void clientsAreCheckedByAuthorityAndNameOrNotAtAll() {
        String authority = "clientCA: \"-----BEGIN CERTIFICATE-----\\nAQ==\\n-----END CERTIFICATE-----\\n\"";

        assertThat(faults("webhook: {" + authority + "}")).extracting(Fault::path).containsExactly("webhook.clientNames");
        assertThat(faults("webhook: {clientNames: [kube-apiserver]}")).extracting(Fault::path).containsExactly("webhook.clientCA");
        assertThat(faults("webhook: {clientCA: ca.crt, clientNames: [kube-apiserver]}")).extracting(Fault::path).contains("webhook.clientCA");
    }

    @Test
    void everyFaultIsReportedAtOnceWithItsPath() {
        List<Fault> faults = faults(
                """
                prefix: kfserving/
                lable: x
                gateway: {name: kubeflow-gateway, hots: ["*"], signInHosts: ["*.example.com"], signInPaths: []}
                tokens: {confine: "yes", jwksRefresh: 5 minutes}
                exemption: {scope: everything}
                controller: {workers: 0, lease: {duration: 5s, renewDeadline: 10s}}
                tls: {certificateLifetime: 2h, caLifetime: 1h}
                webhook: []
                """);

        assertThat(faults)
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "prefix",
                        "lable",
                        "gateway.name",
                        "gateway.hots",
                        "gateway.signInHosts[0]",
                        "gateway.signInPaths",
                        "tokens.confine",
                        "tokens.jwksRefresh",
                        "exemption.scope",
                        "controller.workers",
                        "controller.lease.renewDeadline",
                        "tls.certificateLifetime",
                        "webhook");
    }

    @Test
    void twoServersCannotShareAPort() {
        assertThat(faults("metrics: {port: 8443}")).singleElement().extracting(Fault::path).isEqualTo("metrics.port");
    }

    @Test
    void aFileThatIsNoYamlIsRefusedWithTheReason() {
        assertThat(faults("a: [b")).singleElement().extracting(Fault::path).isEqualTo("settings");
    }

    private static Settings read(String yaml) {
        assertThat(SettingsFile.parse(yaml)).isInstanceOf(SettingsFile.Reading.Read.class);
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings();
    }

    private static List<Fault> faults(String yaml) {
        assertThat(SettingsFile.parse(yaml)).isInstanceOf(SettingsFile.Reading.Unreadable.class);
        return ((SettingsFile.Reading.Unreadable) SettingsFile.parse(yaml)).faults();
    }
}
