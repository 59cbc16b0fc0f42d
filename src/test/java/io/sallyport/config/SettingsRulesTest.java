package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.core.model.Fault;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that can be read, and that cannot work or would open something. */
class SettingsRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"/dex", "/oauth2", "/oauth2/models", "/pipeline", "/jupyter", "/api/models", "/notebook"})
    void modelsGetNoPathsOfOthers(String prefix) {
        assertThat(paths("prefix: " + prefix)).containsExactly("prefix");
    }

    @Test
    void modelsGetNoPathsThatNeedNoToken() {
        assertThat(paths("{prefix: /login/models, gateway: {signInPaths: [/login/*]}}")).containsExactly("prefix");
        assertThat(paths("{prefix: /login, gateway: {signInPaths: [/login/start]}}")).containsExactly("prefix");
        assertThat(paths("{prefix: /open/models, guard: {allowedExemptions: [/open/*]}}")).containsExactly("prefix");
        assertThat(paths("guard: {allowedExemptions: [/*]}")).containsExactly("prefix");
        assertThat(paths("guard: {allowedExemptions: [/kfs*]}")).containsExactly("prefix");
        assertThat(paths("guard: {allowedExemptions: [/kfserving/**]}")).containsExactly("prefix");
    }

    /** What a refusal of the guard names as a way forward. */
    @Test
    void someOfTheModelsPathsMayBeExempt() {
        assertThat(paths("guard: {allowedExemptions: [/dex/*, '/kfserving/{*}/iris', '/kfserving/open/*']}")).isEmpty();
    }

    /** Two trees of paths have nothing in common, or one of them is within the other. */
    @Property
    void aPrefixIsTakenExactlyIfItSharesNoPathWithTheSignIn(@ForAll("segments") List<String> prefix, @ForAll("segments") List<String> signIn) {
        String yaml = "{prefix: /x/%s, gateway: {signInPaths: [/x/%s/*]}}".formatted(String.join("/", prefix), String.join("/", signIn));
        boolean shared = Collections.indexOfSubList(prefix, signIn) == 0 || Collections.indexOfSubList(signIn, prefix) == 0;

        assertThat(paths(yaml)).isEqualTo(shared ? List.of("prefix") : List.of());
    }

    @Provide
    Arbitrary<List<String>> segments() {
        return Arbitraries.of("a", "b", "ab").list().ofMinSize(1).ofMaxSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://kubeflow.example.com", "kubeflow.example.com/x", "*.*", "*.", "a.*", "*a.example.com", "kubeflow.example.com:443",
        "Kubeflow.example.com", "-a", "a..b", "**"})
    void aHostOfRoutesIsAHost(String host) {
        assertThat(paths("gateway: {hosts: ['%s']}".formatted(host))).containsExactly("gateway.hosts[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "kubeflow.example.com", "*.example.com", "localhost", "10.0.0.1"})
    void everyHostThatIstioTakesIsOne(String host) {
        assertThat(paths("gateway: {hosts: ['%s']}".formatted(host))).isEmpty();
    }

    @Test
    void routesAnswerForSomeHost() {
        assertThat(paths("gateway: {hosts: []}")).containsExactly("gateway.hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "", "[]", "app"})
    void theGatewaysPodsAreSelectedBySomething(String selector) {
        assertThat(paths("gateway:\n  selector: " + selector)).containsExactly("gateway.selector");
    }

    @Test
    void aSelectorHasValuesThatAPodCanHave() {
        assertThat(paths("gateway: {selector: {app: 'a b'}}")).containsExactly("gateway.selector[app]");
        assertThat(paths("gateway: {selector: {app: ''}}")).containsExactly("gateway.selector[app]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes", "https://", "https:///keys", "ftp://i", "https://i i", "//i"})
    void anIssuerIsAUrl(String issuer) {
        assertThat(paths("tokens: {issuer: '%s'}".formatted(issuer))).containsExactly("tokens.issuer");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "bad header", "authorization", "Authorization", "Host", "cookie", "x-forwarded-for", "X-Envoy-Internal", ":path", "a:b", "é"})
    void aClaimGetsNoHeaderOfOthers(String header) {
        assertThat(paths("tokens: {claimHeaders: {'%s': sub}}".formatted(header)))
                .containsExactly("tokens.claimHeaders[" + header + "]");
    }

    @Test
    void aClaimGetsAHeaderOfItsOwn() {
        assertThat(paths("tokens: {claimHeaders: {x-user: sub, X-User: email}}")).containsExactly("tokens.claimHeaders[X-User]");
        assertThat(paths("tokens: {claimHeaders: {x-user: ' '}}")).containsExactly("tokens.claimHeaders[x-user]");
        assertThat(paths("tokens: {claimHeaders: {x-user: sub, x_groups: groups}}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "serving.kserve.io/inferenceservice", "app.kubernetes.io/name", "kubernetes.io/x", "istio.io/rev", "sidecar.istio.io/inject",
        "networking.knative.dev/visibility", "sallyport.io/inference-service"})
    void theLabelIsNobodyElses(String label) {
        assertThat(paths("label: " + label)).containsExactly("label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expose-external", "example.com/expose", "notkserve.io/expose"})
    void theLabelMayHaveADomainOfOnesOwn(String label) {
        assertThat(paths("label: " + label)).isEmpty();
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThat(paths("{label: istio.io/rev, prefix: /dex, gateway: {hosts: ['*.*'], selector: {}}, tokens: {issuer: x, claimHeaders: {host: sub}}}"))
                .containsExactlyInAnyOrder(
                        "label", "prefix", "gateway.hosts[0]", "gateway.selector", "tokens.issuer", "tokens.claimHeaders[host]");
    }

    private static List<String> paths(String yaml) {
        Stream<Fault> faults = switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read _ -> Stream.empty();
            case SettingsFile.Reading.Unreadable(List<Fault> found) -> found.stream();
        };
        return faults.map(Fault::path).toList();
    }
}
