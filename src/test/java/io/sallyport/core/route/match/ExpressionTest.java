package io.sallyport.core.route.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.core.policy.language.Language;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final List<String> ATOMS =
            List.of("a", "b", "/", ".", "[ab]", "[^a]", "[a-c/]", "\\d", "\\.", "(a|b/)", "(?:ab)", "(b|)", "\\w");
    private static final List<String> REPEATS = List.of("", "", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?");
    private static final String LETTERS = "ab/.1c";

    @Test
    void takesWhatTheExpressionTakes() {
        var dice = new Random(7);
        for (int i = 0; i < 400; i++) {
            String expression = expression(dice);
            Pattern judge = Pattern.compile(expression);
            Language language = Expression.read(expression).orElseThrow();
            for (int j = 0; j < 60; j++) {
                String text = text(dice);
                assertThat(language.contains(text))
                        .as(expression + " on " + text)
                        .isEqualTo(judge.matcher(text).matches());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(?i)/dex/.*", "a\\b", "\\pL", "[[:alpha:]]", "a**", "a{2}{3}", "(a", "a)", "[a", "a{1000}", "\\Qa\\E", "a\\", "(?P<x>a)",
        "x^a", "a$b", "((((((a{100}){100}){100}){100}){100}){100})", "*"
    })
    void doesNotGuess(String expression) {
        assertThat(Expression.read(expression)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^iris\\.team(\\.svc(\\.cluster\\.local)?)?(?::\\d{1,5})?$", "^/a|/b$", "/api/.*"})
    void readsWhatPeopleWrite(String expression) {
        assertThat(Expression.read(expression)).isNotEqualTo(Optional.empty());
    }

    private static String expression(Random dice) {
        var text = new StringBuilder(dice.nextInt(6) == 0 ? "^" : "");
        for (int i = dice.nextInt(4); i >= 0; i--) {
            text.append(ATOMS.get(dice.nextInt(ATOMS.size()))).append(REPEATS.get(dice.nextInt(REPEATS.size())));
            if (i > 0 && dice.nextInt(6) == 0) {
                text.append("|");
            }
        }
        return text + (dice.nextInt(6) == 0 ? "$" : "");
    }

    private static String text(Random dice) {
        var text = new StringBuilder();
        for (int i = dice.nextInt(6); i > 0; i--) {
            text.append(LETTERS.charAt(dice.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
