package io.sallyport.core.guard.mesh;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of the definition of AuthorizationPolicy, as text put in place of other text. */
class DefinitionJudgeTest {
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: authorizationpolicies.security.istio.io}
            spec:
              conversion: {strategy: None}
              versions:
              - {name: v1, served: true, schema: {openAPIV3Schema: {properties: {
                  spec: {properties: {
                    action: {type: string},
                    selector: {additionalProperties: {type: string}},
                    rules: {type: array, items: {properties: {from: {type: array}, to: {type: array}}}}}},
                  status: {x-kubernetes-preserve-unknown-fields: true}}}}}
              - {name: v1beta1, served: true, schema: {openAPIV3Schema: {properties: {spec: {properties: {action: {}}}}}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            name: v1, served: true          | name: v1, served: false               | spec.versions[v1].served
            name: v1, served                | name: v2, served                      | spec.versions[v1].served
            strategy: None                  | strategy: Webhook                     | spec.conversion
            'rules: {type: array, '         | 'ruled: {type: array, '               | spec.versions[v1].schema.spec.rules
            'from: {type: array}, '         | ''                                    | spec.versions[v1].schema.spec.rules[].from
            'items: {properties'            | 'things: {properties'                 | spec.versions[v1].schema.spec.rules[]
            additionalProperties            | properties                            | spec.versions[v1].schema.spec.selector{}
            preserve-unknown-fields: true   | preserve-unknown-fields: false        | spec.versions[v1].schema.status
            'action: {}'                    | 'verb: {}'                            | spec.versions[v1beta1].schema.spec.action
            """)
    void opens(String old, String now, String field) throws IOException {
        assertThat(edited(old, now)).extracting(Fault::path).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'action: {type: string},'       | 'action: {type: string}, targetRefs: {type: array},'
            'action: {type: string},'       | 'action: {type: string, enum: [ALLOW, DENY]},'
            name: v1beta1, served: true     | name: v1beta1, served: false
            'spec: {properties: {action'    | 'spec: {x-kubernetes-preserve-unknown-fields: true, x: {action'
            'conversion: {strategy: None}'  | 'scope: Namespaced'
            """)
    void isWhole(String old, String now) throws IOException {
        assertThat(edited(old, now)).isEmpty();
    }

    @Test
    void versionsBeforeTheFirstFinalOne() throws IOException {
        JsonNode before = read(DEFINITION.replace("name: v1,", "name: v1alpha1,"));
        JsonNode after = read(DEFINITION.replace("name: v1,", "name: v1alpha1,").replace("name: v1beta1, served: true", "name: v1beta1, served: false"));
        assertThat(faults(before, after)).extracting(Fault::path).containsExactly("spec.versions[v1beta1].served");
    }

    private static List<Fault> edited(String old, String now) throws IOException {
        assertThat(DEFINITION).contains(old);
        return faults(read(DEFINITION), read(DEFINITION.replace(old, now)));
    }

    private static List<Fault> faults(JsonNode before, JsonNode after) {
        return proven(proof -> new DefinitionJudge().faults(new Write(ObjectRef.of(after), before, after, false), _ -> List.of(), proof));
    }

    private static JsonNode read(String text) throws IOException {
        return YamlText.read(text).getFirst();
    }
}
