package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.CharacterSet;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of a header, which a client may leave out, send, or send several times. Envoy compares each value alone, and one
 * that matches is enough; so what bounds a header are languages that it has to hit, and one that all its values miss.
 *
 * @param hits   of each, at least one value of the header has to be a member
 * @param misses no value may be a member; with {@link Language#EVERYTHING} the header is absent
 */
public record HeaderValues(List<Language> hits, Language misses) implements Values {

    private static final CharacterSet IN_WORDS = CharacterSet.range('!', '~').and(CharacterSet.range(0x80, 0xff));

    /** What every client can send: white space at either end is lost on the way, or refused. */
    private static final Language PLAIN = Language.sequence(
                    Language.oneOf(IN_WORDS),
                    Language.sequence(Language.madeOf(CharacterSet.of(" ")), Language.oneOf(IN_WORDS)).repeated())
            .optional()
            .fixed();

    public static final HeaderValues ALL = new HeaderValues(List.of(), Language.NOTHING);

    public HeaderValues {
        hits = List.copyOf(hits);
    }

    public static HeaderValues hitting(Language language) {
        return new HeaderValues(List.of(language), Language.NOTHING);
    }

    public static HeaderValues missing(Language language) {
        return new HeaderValues(List.of(), language);
    }

    @Override
    public boolean isEmpty(Proof proof) {
        return hits.stream().anyMatch(hit -> proof.isEmpty(hit.minus(misses)));
    }

    @Override
    public Values and(Values other) {
        var more = (HeaderValues) other;
        return new HeaderValues(
                Stream.concat(hits.stream(), more.hits.stream()).distinct().toList(), misses.or(more.misses));
    }

    @Override
    public List<Values> minus(Values other) {
        var less = (HeaderValues) other;
        List<Values> parts = new ArrayList<>();
        Values rest = this;
        for (Language hit : less.hits) {
            parts.add(rest.and(missing(hit)));
            rest = rest.and(hitting(hit));
        }
        parts.add(rest.and(hitting(less.misses)));
        return parts;
    }

    @Override
    public long weight() {
        return 2 + hits.size();
    }

    @Override
    public Values everything() {
        return ALL;
    }

    /** As few, as plain and as short values as satisfy it; none if it can be absent. */
    public List<String> sample(Proof proof) {
        if (hits.isEmpty()) {
            return List.of();
        }
        Language all = hits.stream().reduce(Language.EVERYTHING, Language::and).minus(misses);
        return shortest(all, proof)
                .map(List::of)
                .orElseGet(() -> hits.stream()
                        .map(hit -> shortest(hit.minus(misses), proof).orElseThrow())
                        .distinct()
                        .toList());
    }

    private static Optional<String> shortest(Language values, Proof proof) {
        return proof.shortest(values.and(PLAIN)).or(() -> proof.shortest(values));
    }
}
