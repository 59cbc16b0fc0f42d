package io.sallyport.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {
    private static final List<String> KNOWN = List.of("expose-external", "sallyport.io/callers", "sallyport.io/until", "v1");

    @ParameterizedTest
    @ValueSource(strings = {
        "expose_external", "exposeExternal", "Expose-External", "expose-externl", "expose-exetrnal", "expose-externals"
    })
    void findsWhatWasMeant(String written) {
        assertThat(NearMiss.of(written, KNOWN)).contains("expose-external");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sallyport.io/caller", "sallyport.io/Callers", "sallyports.io/callers", "sallyport-io/callers"})
    void findsAnAnnotation(String written) {
        assertThat(NearMiss.of(written, KNOWN)).contains("sallyport.io/callers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expose-external", "expose-internal", "external", "v2", "app", ""})
    void takesNoOtherNameForAMistake(String written) {
        assertThat(NearMiss.of(written, KNOWN)).isEmpty();
    }
}
