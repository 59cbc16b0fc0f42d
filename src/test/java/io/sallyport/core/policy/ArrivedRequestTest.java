package io.sallyport.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Counterexample.Header;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules against one request with a token. */
class ArrivedRequestTest {
    private static final String TOKEN = """
            iss: https://issuer/a
            sub: system:serviceaccount:team:bob
            aud: [gateway, other]
            azp: app
            scope: read write
            level: 3
            realm: {roles: [admin, dev]}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "from: [{source: {requestPrincipals: ['*']}}] | true",
        "from: [{source: {notRequestPrincipals: ['*']}}] | false",
        "from: [{source: {requestPrincipals: ['https://issuer/a/system:serviceaccount:team:bob']}}] | true",
        "from: [{source: {requestPrincipals: ['https://issuer/a/*']}}] | true",
        "from: [{source: {requestPrincipals: ['https://issuer/a/system:serviceaccount:team:*']}}] | true",
        "from: [{source: {requestPrincipals: ['https://issuer/a/system:serviceaccount:tea*']}}] | true",
        "from: [{source: {requestPrincipals: ['*/system:serviceaccount:team:bob']}}] | true",
        "from: [{source: {requestPrincipals: ['*bob']}}] | true",
        "from: [{source: {requestPrincipals: ['https://issuer/*']}}] | false",
        "from: [{source: {requestPrincipals: ['https:*']}}] | true",
        "from: [{source: {principals: ['*']}}] | false",
        "when: [{key: 'request.auth.audiences', values: [gateway]}] | true",
        "when: [{key: 'request.auth.claims[aud]', notValues: [gateway]}] | false",
        "when: [{key: 'request.auth.claims[aud]', notValues: [third]}] | true",
        "when: [{key: 'request.auth.presenter', values: ['a*']}] | true",
        "when: [{key: 'request.auth.claims[scope]', values: [write]}] | true",
        "when: [{key: 'request.auth.claims[level]', values: ['3']}] | false",
        "when: [{key: 'request.auth.claims[realm][roles]', values: [dev]}] | true",
        "when: [{key: 'request.auth.claims[realm]', values: ['*']}] | false",
        "when: [{key: 'request.headers[x-a]', values: [one]}] | true",
        "when: [{key: 'request.headers[x-a]', notValues: [two]}] | false",
        "when: [{key: 'request.headers[x-b]', notValues: ['*']}] | true",
        "when: [{key: 'unknown', values: [x]}] | false",
        "to: [{operation: {hosts: ['GW.test'], methods: [POST], ports: ['8080']}}] | true",
        "to: [{operation: {paths: ['/a/*']}}] | true",
        "to: [{operation: {notPaths: ['/a/{*}']}}] | false",
    })
    void asksWhatIstioAsks(String rule, boolean matches) throws IOException {
        var request = new ArrivedRequest(
                "POST", "/a/b?q=1", "gw.test", "http", 8080,
                List.of(new Header("X-A", "one"), new Header("x-a", "two")), Optional.of(tree(TOKEN)), _ -> false);

        assertThat(AuthorizationPolicy.from(tree("spec: {action: DENY, rules: [{" + rule + "}]}"))
                        .matching(request).isPresent())
                .isEqualTo(matches);
    }

    private static JsonNode tree(String yaml) throws IOException {
        return YamlText.read(yaml).getFirst();
    }
}
