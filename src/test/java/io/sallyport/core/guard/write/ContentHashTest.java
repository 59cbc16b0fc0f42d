package io.sallyport.core.guard.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    @Test
    void isWhatShellToolsCompute() throws IOException {
        JsonNode spec = YamlText.read("{b: [1, x, true, null], a: {d: \"ü/\\\"\", c: {}}}").getFirst();
        // printf '%s' '{"b":[1,"x",true,null],"a":{"d":"ü/\"","c":{}}}' | jq -cSj . | sha256sum
        assertThat(ContentHash.of(spec)).isEqualTo("sha256:b9423258cc2a466e87b0be3a20689284701ffc39d6e22dc9d45c4763ce24231e");
    }

    @Test
    void doesNotDependOnTheOrderOfKeys() throws IOException {
        assertThat(ContentHash.of(YamlText.read("{a: 1, b: {c: 2, d: 3}}").getFirst()))
                .isEqualTo(ContentHash.of(YamlText.read("{b: {d: 3, c: 2}, a: 1}").getFirst()));
    }
}
