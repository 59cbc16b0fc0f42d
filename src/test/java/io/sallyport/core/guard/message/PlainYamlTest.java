package io.sallyport.core.guard.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainYamlTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "a: &x 1\nb: *x\n",
        "a: {<<: {b: c}}\n",
        "<<: {b: c}\n",
        "a: !!binary eA==\n",
        "a: !any x\n",
        "a: [&x 1, *x]\n",
        "a: {b: &x 1}\n",
        "&x a: 1\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a: 1\n---\na: 2\n",
        "a: 1\n...\n---\nb: 2\n",
        "- a\n",
        "text",
        "5",
        "a: [1\n",
        "a:\n\t- b\n",
        "{{{",
        "*x",
    })
    void isNotReadForSure(String text) {
        assertThat(PlainYaml.mapping(text)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\n", "# only a comment\n", "{}", "---\na: b\n", "a: 'x & y'\n", "a: R&D\n", "a: \"100%\"\n", "a: |\n  x\n  y\n",
        "{\"a\": [1, true, null]}"
    })
    void isRead(String text) {
        assertThat(PlainYaml.mapping(text)).as(text).isPresent();
    }

    @Test
    void givesUpOnWhatIsTooDeep() {
        assertThat(PlainYaml.mapping("a: " + "[".repeat(100_000))).isEmpty();
        assertThat(PlainYaml.mapping("a: " + "[".repeat(5_000) + "]".repeat(5_000))).isEmpty();
    }
}
