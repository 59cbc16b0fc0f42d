package io.sallyport.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void leavesAShortTextAlone() {
        assertThat(Excerpt.of("iris", 4)).isEqualTo("iris");
    }

    @Test
    void saysThatThereIsMore() {
        assertThat(Excerpt.of("iris-flowers", 5)).isEqualTo("iris…");
    }

    @Test
    void takesACharacterOfTwoUnitsWholeOrNotAtAll() {
        assertThat(Excerpt.of("ab😀cdef", 4)).isEqualTo("ab…");
        assertThat(Excerpt.of("ab😀cdef", 5)).isEqualTo("ab😀…");
        assertThat(Excerpt.of("😀😀", 1)).isEqualTo("…");
    }

    /** UTF-8 has no form for half a character. */
    @Property
    void canBeWrittenInUtf8AndIsNoLongerThanAsked(
            @ForAll @StringLength(max = 40) String any, @ForAll @IntRange(min = 1, max = 40) int longest)
            throws CharacterCodingException {
        String text = new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace("?", "😀");

        String excerpt = Excerpt.of(text, longest);

        assertThat(excerpt).hasSizeLessThanOrEqualTo(longest);
        assertThat(text.length() <= longest || text.startsWith(excerpt.substring(0, excerpt.length() - 1))).isTrue();
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(excerpt));
    }
}
