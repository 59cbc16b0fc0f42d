package io.sallyport.core.policy.proof;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.output.YamlText;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.policy.space.Box;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left open by rules that deny everything but what the case says. */
class CoverageTest {
    private static final GatewayWorkload GATEWAY = new GatewayWorkload(List.of(Map.of("app", "istio-ingressgateway")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            rules: [{to: [{operation: {notPaths: [/dex/*]}}]}]                            | curl http://GATEWAY/dex/
            rules: [{to: [{operation: {notPaths: ['*/healthz']}}]}]                       | curl http://GATEWAY/healthz
            rules: [{to: [{operation: {notPaths: ['/{*}/m']}}]}]                          | curl http://GATEWAY/a/m
            rules: [{to: [{operation: {notPaths: ['/x/{**}']}}]}]                         | curl http://GATEWAY/x/
            rules: [{to: [{operation: {paths: ['/{**}']}}]}]                              | curl --globoff 'http://GATEWAY/['
            rules: [{to: [{operation: {methods: [GET, POST]}}]}]                          | curl -X PUT http://GATEWAY/
            rules: [{to: [{operation: {notMethods: [NOSUCH]}}]}]                          | curl -X NOSUCH http://GATEWAY/ (over HTTP/2)
            rules: [{to: [{operation: {hosts: ['*.test']}}]}]                             | curl http://GATEWAY/
            rules: [{to: [{operation: {notHosts: ['*.test']}}]}]                          | curl -H 'Host: .test' http://GATEWAY/
            rules: [{to: [{operation: {ports: ['8080']}}]}]                               | curl http://GATEWAY/ (at the gateway's listener port 8443)
            rules: [{to: [{operation: {ports: ['8080', x]}}]}]                            | curl http://GATEWAY/ (at the gateway's listener port 8443)
            rules: [{when: [{key: 'request.headers[x-a]', notValues: ['*']}]}]            | curl -H 'x-a;' http://GATEWAY/
            rules: [{when: [{key: 'request.headers[x-a]', values: [b*]}]}]                | curl http://GATEWAY/
            rules: [{when: [{key: 'request.headers[:path]', notValues: ['/a?b']}]}]       | curl 'http://GATEWAY/a?b'
            rules: [{when: [{key: 'request.headers[:authority]', notValues: [A.b]}]}]     | curl -H 'Host: A.b' http://GATEWAY/
            rules: [{when: [{key: 'request.headers[:scheme]', values: [http]}]}]          | curl http://GATEWAY/ (over HTTP/2 with :scheme https)
            rules: [{when: [{key: source.ip, values: [10.0.0.0/8]}]}]                     | curl http://GATEWAY/ (without source.ip in [10.0.0.0/8])
            rules: [{when: [{key: unknown.key, values: [a]}]}]                            | curl http://GATEWAY/
            rules: [{when: [{key: 'request.auth.claims[iss]', values: [a]}]}]             | curl http://GATEWAY/
            rules: [{when: [{key: request.auth.claims, values: ['*']}]}]                  | curl http://GATEWAY/
            rules: [{from: [{source: {requestPrincipals: ['*']}}]}]                       | curl http://GATEWAY/
            rules: [{from: [{source: {principals: ['*']}}]}]                              | curl http://GATEWAY/ (without source.principal in [*])
            rules: []                                                                     | curl http://GATEWAY/
            """)
    void opens(String rules, String request) throws IOException {
        assertThat(judge(rules)).isInstanceOfSatisfying(Verdict.Open.class, open ->
                assertThat(open.counterexample()).hasToString(request));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            rules: [{}]                                                                                             |
            rules: [{from: [], to: []}]                                                                             |
            rules: [{from: [{source: {}}], to: [{operation: {}}]}]                                                  |
            rules: [{to: [{operation: {paths: ['/*']}}]}]                                                           |
            rules: [{to: [{operation: {notPaths: ['']}}]}]                                                          |
            rules: [{to: [{operation: {notPaths: [dex, '/a?b', '/%61', '/a/../b', '/a^b']}}]}]                      |
            rules: [{to: [{operation: {hosts: ['*']}}]}]                                                            |
            rules: [{to: [{operation: {ports: [x]}}]}]                                                              |
            rules: [{from: [{source: {notRequestPrincipals: [a/b]}}]}]                                              |
            rules: [{to: [{operation: {methods: [GET]}}]}, {to: [{operation: {notMethods: [GET]}}]}]                |
            rules: [{to: [{operation: {paths: [/a*]}}, {operation: {notPaths: [/a*]}}]}]                            |
            rules: [{when: [{key: 'request.headers[a]', values: ['*']}]}, {when: [{key: 'request.headers[A]', notValues: ['*']}]}] |
            rules: [{from: [{source: {ipBlocks: [1.1.1.1]}}, {source: {notIpBlocks: [1.1.1.1]}}]}]                  |
            rules: [{when: [{key: 'request.auth.claims[iss]', notValues: ['*']}]}]                                  |
            """)
    void isWhole(String rules, String nothing) throws IOException {
        assertThat(judge(rules)).isEqualTo(new Verdict.Covered());
    }

    @Test
    void givesUpInsteadOfExploding() throws IOException {
        var rules = new StringBuilder("rules:\n");
        for (int i = 0; i < 40; i++) {
            rules.append("- when: [")
                    .append("{key: 'request.headers[a").append(i).append("]', values: [x]}, ")
                    .append("{key: 'request.headers[b").append(i).append("]', values: [x]}]\n");
        }

        AuthorizationPolicy policy = policy(rules.toString());
        assertThat(Budget.OF_A_JUDGEMENT.prove("spec", proof -> Coverage.of(List.of(policy), GATEWAY, Box.ALL, proof)))
                .isInstanceOf(Outcome.Unproven.class);
    }

    private static Verdict judge(String rules) throws IOException {
        AuthorizationPolicy policy = policy(rules);
        return proven(proof -> Coverage.of(List.of(policy), GATEWAY, Box.ALL, proof));
    }

    private static AuthorizationPolicy policy(String rules) throws IOException {
        return AuthorizationPolicy.from(YamlText.read(
                        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: lock}\nspec:\n"
                                + ("action: DENY\n" + rules).indent(2))
                .getFirst());
    }
}
