package io.sallyport.core.guard.mesh;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's Namespace in a mesh that looks only at some. */
class NamespaceJudgeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            istio-system | {mesh: yes, a: b} | {mesh: no}        | true
            istio-system | {mesh: yes, a: b} | {a: b}            | true
            istio-system | {mesh: yes}       | {mesh: yes, a: b} | false
            istio-system | {a: b}            | {}                | false
            team         | {mesh: yes}       | {}                | false
            """)
    void isHiddenFromIstiod(String name, String before, String after, boolean refused) throws IOException {
        JsonNode mesh = read("{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system},"
                + " data: {mesh: 'discoverySelectors: [{matchLabels: {mesh: \"yes\"}}]'}}");
        JsonNode changed = namespace(name, after);
        var write = new Write(ObjectRef.of(changed), namespace(name, before), changed, false);
        List<Fault> faults = proven(proof ->
                new NamespaceJudge(ExposureSettings.DEFAULTS).faults(write, ClusterObjects.of(List.of(mesh)), proof));
        assertThat(faults).hasSize(refused ? 1 : 0);
    }

    private static JsonNode namespace(String name, String labels) throws IOException {
        String text = "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: %s}}";
        return read(text.formatted(name, labels.replace("yes", "'yes'").replace("no}", "'no'}")));
    }

    private static JsonNode read(String text) throws IOException {
        return YamlText.read(text).getFirst();
    }
}
