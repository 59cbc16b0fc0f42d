package io.sallyport.core.companion.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntilTextTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "2027-01-31T18:00:00Z", "2027-01-31T18:00Z", "2027-01-31T19:00:00+01:00", "2027-01-31T19:00:00+0100", "2027-01-31T19:00:00+01"
    })
    void readsEveryUsualWayToWriteAZone(String text) {
        assertThat(UntilText.read(text)).isEqualTo(Instant.parse("2027-01-31T18:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2027-02-31                | , a day that no calendar has",
        "2027-02-31T18:00:00Z      | , a day that no calendar has",
        "2027-01-31                | , a day without a time",
        "2027-01-31T18:00:00       | , a time without its zone",
        "2027-01-31 18:00:00Z      | ''",
        "tomorrow                  | ''"
    })
    void saysWhatIsWrong(String text, String wrong) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> UntilText.read(text));
        assertThat(UntilText.wrong(text)).isEqualTo(wrong);
    }

    @Test
    void aDayOfAnotherMonthIsNotTakenForTheNextOne() {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> UntilText.read("2027-02-29T00:00:00Z"));
    }
}
