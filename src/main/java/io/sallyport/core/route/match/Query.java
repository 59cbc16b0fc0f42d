package io.sallyport.core.route.match;

import java.util.List;
import java.util.stream.Stream;

/** The part of a request's target behind the question mark. */
final class Query {
    private Query() {}

    /** The first value of a parameter, which is what Envoy compares; none if it is not there. */
    static List<String> values(String target, String name) {
        String[] parts = target.split("\\?", 2);
        if (parts.length < 2) {
            return List.of();
        }
        return Stream.of(parts[1].split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair[0].equals(name))
                .map(pair -> pair.length < 2 ? "" : pair[1])
                .limit(1)
                .toList();
    }
}
