package io.sallyport.core.policy.language;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is proven of languages is what their texts say, and no proof takes more than its budget. */
class ProofTest {
    private static final CharacterSet LETTERS = CharacterSet.range('a', 'z');
    private static final List<String> TEXTS = texts();

    @Test
    void aTextIsInALanguageIfWhatIsBuiltOfItTakesIt() {
        var dice = new Random(11);
        for (int i = 0; i < 400; i++) {
            Language language = language(dice, 3);
            Language built = proven(proof -> proof.built(language));
            Language settled = proven(proof -> new Language.Built(proof.deterministic(language)));
            for (String text : TEXTS) {
                boolean in = language.contains(text);
                assertThat(built.contains(text)).as(language + " " + text).isEqualTo(in);
                assertThat(settled.contains(text)).as(language + " " + text).isEqualTo(in);
            }
        }
    }

    @Test
    void theShortestTextOfALanguageIsInItAndNoneIsShorter() {
        var dice = new Random(12);
        for (int i = 0; i < 400; i++) {
            Language language = language(dice, 4);
            Optional<String> shortest = proven(proof -> proof.shortest(language));
            assertThat(empty(language)).isEqualTo(shortest.isEmpty());
            int length = shortest.map(String::length).orElse(Integer.MAX_VALUE);
            assertThat(TEXTS).filteredOn(language::contains).allMatch(text -> text.length() >= length);
            assertThat(shortest.filter(text -> !language.contains(text))).isEmpty();
        }
    }

    @Test
    void aLanguageCoversAnotherIfNoTextOfThatIsMissing() {
        var dice = new Random(13);
        for (int i = 0; i < 400; i++) {
            Language all = language(dice, 3);
            Language part = language(dice, 3);
            if (proven(proof -> proof.covers(all, part))) {
                assertThat(TEXTS).filteredOn(part::contains).allMatch(all::contains);
            } else {
                String missing = proven(proof -> proof.shortest(part.minus(all))).orElseThrow();
                assertThat(part.contains(missing) && !all.contains(missing)).as(missing).isTrue();
            }
        }
    }

    @Test
    void manyTextsAreOneTreeHoweverTheyAreListed() {
        Language many = new Language.Listed(List.of("ab", "aB", "abc", "b", "ab"), List.of("abc", "c"), false);
        Language folded = new Language.Listed(List.of("AB"), List.of("Cd"), true);

        assertThat(TEXTS).allMatch(text -> many.contains(text)
                == (List.of("ab", "aB", "b").contains(text) || text.startsWith("abc") || text.startsWith("c")));
        assertThat(empty(folded.and(Language.exactly("aB")))).isFalse();
        assertThat(empty(folded.and(Language.exactly("cDx")))).isFalse();
        assertThat(empty(folded.and(Language.exactly("abx")))).isTrue();
    }

    @Test
    void anExpressionWithManyWaysIsGivenUpOnlyWhereItHasToBeToldApart() {
        Language many = ending('a', 16);

        assertThat(empty(many.and(Language.exactly("b")))).isTrue();
        assertThat(ask(proof -> proof.isEmpty(Language.EVERYTHING.minus(many)))).isInstanceOf(Outcome.Unproven.class);
    }

    @Test
    void whatIsTooMuchIsGivenUpWhereverItGrows() {
        Language wide = Language.sequence(IntStream.range(0, 3_000)
                .mapToObj(_ -> Language.exactly("a").optional())
                .toArray(Language[]::new));
        Language deep = IntStream.range(0, 100_000)
                .boxed()
                .reduce(Language.exactly("a"), (language, _) -> new Language.Both(language, Language.EVERYTHING), (one, _) -> one);
        Language repeated = new Language.Repeated(new Language.Repeated(Language.exactly("abc"), 0, 1_000), 0, 1_000);
        Language listed = new Language.Listed(List.of("x".repeat(1_000_000)), List.of(), false);
        Language product = ending('a', 900).and(ending('b', 900)).and(ending('c', 900));

        for (Language language : List.of(wide, deep, repeated, listed, product)) {
            assertThat(ask(proof -> proof.isEmpty(language))).isInstanceOf(Outcome.Unproven.class);
        }
    }

    @Test
    void theSameQuestionTakesTheSameNumberOfSteps() {
        Language question = ending('a', 8).minus(ending('b', 8));

        assertThat(ask(proof -> proof.isEmpty(question))).isEqualTo(ask(proof -> proof.isEmpty(question)));
    }

    @Test
    void oneBudgetIsForAllThatIsAsked() {
        Outcome<Boolean> outcome = ask(proof -> {
            for (int i = 0; i < 1_000; i++) {
                Language question = ending('a', 8).minus(ending((char) ('b' + i % 20), 8));
                proof.at("spec.http[" + i + "]").isEmpty(question);
            }
            return true;
        });

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Unproven.class, unproven ->
                assertThat(unproven.field()).matches("spec\\.http\\[[1-9][0-9]*]"));
    }

    @Test
    void anExampleThatIsTooMuchIsLeftOutAndTheRestIsStillProven() {
        Outcome<Boolean> outcome = ask(proof -> {
            assertThat(proof.ifAffordable(0.5, part -> part.isEmpty(Language.EVERYTHING.minus(ending('a', 30))))).isEmpty();
            assertThat(proof.ifAffordable(0.5, part -> part.isEmpty(Language.NOTHING))).contains(true);
            return proof.isEmpty(ending('a', 3));
        });

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Proven.class, proven -> {
            assertThat(proven.value()).isEqualTo(false);
            assertThat(proven.steps()).isGreaterThan(Budget.OF_A_JUDGEMENT.steps() / 2);
        });
    }

    @Test
    void whatTheProgramItselfSaysMayNotBeTooMuch() {
        assertThatThrownBy(() -> ending('a', 30).fixed()).isInstanceOf(IllegalStateException.class);
    }

    private static boolean empty(Language language) {
        return proven(proof -> proof.isEmpty(language));
    }

    private static <T> Outcome<T> ask(Function<Proof, T> question) {
        return Budget.OF_A_JUDGEMENT.prove("spec", question);
    }

    /** {@code .*c.{n}}, which takes two to the power of n states to tell apart. */
    private static Language ending(char letter, int places) {
        Language any = Language.oneOf(LETTERS);
        return Language.sequence(any.repeated(), Language.exactly(String.valueOf(letter)), new Language.Repeated(any, places, places));
    }

    private static Language language(Random dice, int depth) {
        if (depth == 0) {
            return switch (dice.nextInt(5)) {
                case 0 -> Language.EVERYTHING;
                case 1 -> Language.oneOf(CharacterSet.of("ab"));
                case 2 -> new Language.Listed(List.of(text(dice), text(dice)), List.of(text(dice)), dice.nextBoolean());
                default -> Language.exactly(text(dice));
            };
        }
        Language one = language(dice, depth - 1);
        return switch (dice.nextInt(6)) {
            case 0 -> one.and(language(dice, depth - 1));
            case 1 -> one.minus(language(dice, depth - 1));
            case 2 -> one.or(language(dice, depth - 1));
            case 3 -> Language.sequence(one, language(dice, depth - 1));
            case 4 -> new Language.Repeated(one, dice.nextInt(3), dice.nextBoolean() ? -1 : 3);
            default -> one;
        };
    }

    private static String text(Random dice) {
        return TEXTS.get(dice.nextInt(TEXTS.size()));
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < texts.size() && texts.get(i).length() < 3; i++) {
            for (String letter : List.of("a", "b", "c", "B")) {
                texts.add(texts.get(i) + letter);
            }
        }
        return texts;
    }
}
