package io.sallyport.core.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockTest {
    private static final Map<String, String> GATEWAY = Map.of("app", "istio-ingressgateway", "istio", "ingressgateway");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: [/kfserving, /kfserving/*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: [/dex/*, /dex/**, /oauth2/*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: [/kf*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {methods: [GET]}}, {operation: {paths: ['*']}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['https://a/*']}}]}]",
                "rules: [{}]"
            })
    void holdsWhereOneRuleCoversThePrefix(String rules) throws IOException {
        assertThat(judge("action: DENY\n" + rules)).isEqualTo(new Lock.Holds(List.of("lock")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules: []",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: [/kfserving]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: [/kfserving/*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: ['/{**}']}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: [/dex/*, /kfserving/*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: [/kfserving/team-a/iris]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: ['*/metrics']}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: ['/{*}/x']}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: [/k*]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*'], notIpBlocks: [10.0.0.0/8]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {hosts: [a.example.com]}}]}]",
                "rules: [{from: [{source: {notRequestPrincipals: ['*']}}], when: [{key: source.ip, values: [1.2.3.4]}]}]",
                "selector: {matchLabels: {app: other}}\nrules: [{}]",
                "targetRefs: [{kind: Gateway, name: g}]\nrules: [{}]"
            })
    void isOpenWhereSomeRequestMightGetThrough(String rules) throws IOException {
        assertThat(judge("action: DENY\n" + rules)).isInstanceOf(Lock.Open.class);
    }

    @Test
    void isOpenWhereThePolicyDoesNotDeny() throws IOException {
        assertThat(judge("action: CUSTOM\nrules: [{}]")).isInstanceOf(Lock.Open.class);
        assertThat(judge("rules: [{}]")).isInstanceOf(Lock.Open.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels: {istio.io/rev: canary}", "labels: {istio.io/rev: ''}", "annotations: {istio.io/dry-run: 'T'}"})
    void isOpenWhereIstioIgnoresThePolicy(String metadata) throws IOException {
        assertThat(judge(metadata, "action: DENY\nrules: [{}]")).isInstanceOf(Lock.Open.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels: {istio.io/rev: default}", "annotations: {istio.io/dry-run: 'yes'}"})
    void holdsWhereIstioDoesNot(String metadata) throws IOException {
        assertThat(judge(metadata, "action: DENY\nrules: [{}]")).isInstanceOf(Lock.Holds.class);
    }

    private static Lock judge(String spec) throws IOException {
        return judge("labels: {}", spec);
    }

    private static Lock judge(String metadata, String spec) throws IOException {
        JsonNode policy = YamlText.read("apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: lock\n  "
                        + metadata + "\nspec:\n" + spec.indent(2))
                .getFirst();
        return Lock.judge(List.of(AuthorizationPolicy.from(policy)), new GatewayWorkload(List.of(GATEWAY)), "/kfserving");
    }
}
