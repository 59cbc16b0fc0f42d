package io.sallyport.core.guard.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelQueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            []                                                               | true
            [{}]                                                             | true
            [{matchLabels: {a: b}}]                                          | true
            [{matchLabels: {a: c}}]                                          | false
            [{matchLabels: {a: c}}, {matchLabels: {a: b}}]                   | true
            [{matchLabels: {a: b, x: y}}]                                    | false
            [{matchExpressions: [{key: a, operator: In, values: [b, c]}]}]   | true
            [{matchExpressions: [{key: x, operator: In, values: [b]}]}]      | false
            [{matchExpressions: [{key: a, operator: NotIn, values: [b]}]}]   | false
            [{matchExpressions: [{key: x, operator: NotIn, values: [b]}]}]   | true
            [{matchExpressions: [{key: a, operator: Exists}]}]               | true
            [{matchExpressions: [{key: a, operator: DoesNotExist}]}]         | false
            [{matchExpressions: [{key: a, operator: in, values: [b]}]}]      | false
            [{matchLabels: {a: b}, matchExpressions: [{key: x, operator: Exists}]}] | false
            """)
    void selects(String selectors, boolean selected) throws IOException {
        JsonNode tree = YamlText.read("s: " + selectors).getFirst();
        assertThat(LabelQuery.any(tree.path("s"), Map.of("a", "b"))).isEqualTo(selected);
    }
}
