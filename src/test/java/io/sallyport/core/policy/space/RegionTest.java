package io.sallyport.core.policy.space;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Pattern;
import io.sallyport.core.policy.language.PatternSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Taking boxes away from boxes, against asking each point of a small world. */
class RegionTest {
    private static final List<String> PATHS = List.of("/", "/a", "/b", "/a/a", "/a/b", "/b/a", "/ab");
    private static final List<List<String>> HEADERS =
            List.of(List.of(), List.of("a"), List.of("b"), List.of("ab"), List.of("a", "b"), List.of("a", "ab"), List.of("a", "b", "ab"));
    private static final List<Integer> PORTS = List.of(80, 443);
    private static final Attribute HEADER = new Attribute.Header("x");
    private static final Attribute CONDITION = new Attribute.Condition("c");

    private record Point(String path, List<String> header, int port, boolean condition) {
        boolean in(Box box) {
            return box.bounds().entrySet().stream().allMatch(bound -> switch (bound.getValue()) {
                case TextValues text -> proven(text::language).contains(path);
                case HeaderValues(var hits, var misses) ->
                    hits.stream().allMatch(hit -> header.stream().anyMatch(hit::contains))
                            && header.stream().noneMatch(misses::contains);
                case PortValues ports -> ports.contains(port);
                case Truth truth -> truth == Truth.EITHER || truth == (condition ? Truth.HOLDS : Truth.FAILS);
            });
        }

        boolean in(Region region) {
            return region.boxes().stream().anyMatch(this::in);
        }
    }

    @Property(tries = 500)
    void whatIsLeftIsInTheOneAndNotInTheOther(@ForAll("regions") Region all, @ForAll("regions") Region taken) {
        Region left = proven(proof -> all.minus(taken, proof));

        points().forEach(point ->
                assertThat(point.in(left)).as(point.toString()).isEqualTo(point.in(all) && !point.in(taken)));
    }

    @Property(tries = 200)
    void nothingIsLeftOfARegionThatIsTakenFromItself(@ForAll("regions") Region region) {
        assertThat(proven(proof -> region.minus(region, proof)).isEmpty()).isTrue();
    }

    @Property(tries = 200)
    void whatIsLeftOfOneBoxHasNothingInCommon(@ForAll("boxes") Box all, @ForAll("boxes") Box taken) {
        List<Box> left = proven(proof -> all.minus(taken, proof));

        points().forEach(point -> assertThat(left.stream().filter(point::in)).hasSizeLessThanOrEqualTo(1));
    }

    @Property(tries = 200)
    void theSampleOfAHeaderIsAllowedByIt(@ForAll("headers") HeaderValues header) {
        if (!proven(header::isEmpty)) {
            assertThat(new Point("/", proven(header::sample), 80, true).in(new Box(Map.of(HEADER, header)))).isTrue();
        }
    }

    private static List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (String path : PATHS) {
            for (List<String> header : HEADERS) {
                for (int port : PORTS) {
                    Stream.of(true, false).forEach(condition -> points.add(new Point(path, header, port, condition)));
                }
            }
        }
        return points;
    }

    @Provide
    Arbitrary<Region> regions() {
        return boxes().list().ofMaxSize(4).map(boxes -> proven(proof -> Region.of(boxes, proof)));
    }

    @Provide
    Arbitrary<Box> boxes() {
        Arbitrary<Box> path = Combinators.combine(languages(), patterns().list().ofMaxSize(3))
                .as((within, without) ->
                        Box.ALL.and(Attribute.PATH, new TextValues(within, PatternSet.of(without))));
        Arbitrary<Box> header = headers().map(values -> Box.ALL.and(HEADER, values));
        Arbitrary<Box> port = Arbitraries.subsetOf(PORTS).map(ports -> Box.ALL.and(Attribute.PORT, PortValues.of(ports)));
        Arbitrary<Box> condition =
                Arbitraries.of(Truth.HOLDS, Truth.FAILS).map(truth -> Box.ALL.and(CONDITION, truth));
        Arbitrary<Box> bound = Arbitraries.oneOf(path, header, port, condition);
        return bound.list().ofMaxSize(3).map(bounds -> bounds.stream().reduce(Box.ALL, Box::and));
    }

    @Provide
    Arbitrary<Pattern> patterns() {
        Arbitrary<String> text = Arbitraries.of("/", "/a", "/b", "/a/", "a", "b", "ab", "");
        Arbitrary<Boolean> folded = Arbitraries.of(true, false);
        return Arbitraries.oneOf(
                Combinators.combine(text, folded).as(Pattern.Whole::new),
                Combinators.combine(text, folded).as(Pattern.Beginning::new),
                Combinators.combine(text, folded).as(Pattern.Ending::new),
                text.map(t -> new Pattern.Named(t + "*b", t,
                        Language.sequence(Language.exactly(t), Language.EVERYTHING, Language.exactly("b")))));
    }

    @Provide
    Arbitrary<HeaderValues> headers() {
        return Combinators.combine(languages().list().ofMaxSize(2), languages()).as(HeaderValues::new);
    }

    @Provide
    Arbitrary<Language> languages() {
        Arbitrary<String> text = Arbitraries.of("/", "/a", "/b", "/a/", "a", "b", "ab");
        Arbitrary<Language> union = Combinators.combine(text.list().ofMaxSize(2), text.list().ofMaxSize(2))
                .as((whole, beginnings) -> (Language) new Language.Listed(whole, beginnings, false));
        Arbitrary<Language> suffix =
                text.map(end -> Language.sequence(Language.EVERYTHING, Language.exactly(end)));
        return Arbitraries.oneOf(union, suffix, union.map(Language.EVERYTHING::minus));
    }
}
