package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;
import io.sallyport.core.policy.RequestUniverse;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.HeaderValues;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.policy.space.Truth;
import io.sallyport.core.policy.space.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Picks one request of a region: with the fewest assumptions, then the shortest path, then the fewest headers. */
final class CounterexampleFinder {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");
    private static final List<String> HOSTS = List.of("gateway.example", "a.example", "example.com:80");
    private static final TextValues ROOT = new TextValues(Language.exactly("/"));
    private static final List<Integer> PORTS = List.of(8080, 8443, 80, 443);

    private CounterexampleFinder() {}

    /** Empty if no box holds a request, which can only be told here where a box bounds both the path and its query. */
    static Optional<Counterexample> in(Region region, PortValues listeners, Proof proof) {
        return region.boxes().stream()
                .flatMap(box -> in(box, listeners, proof).stream())
                .min(Comparator.comparingInt((Counterexample request) -> request.assumptions().size())
                        .thenComparingInt(request -> request.path().length())
                        .thenComparingInt(request -> request.headers().size())
                        .thenComparing(Counterexample::path));
    }

    private static Optional<Counterexample> in(Box box, PortValues listeners, Proof proof) {
        return path(box, proof).map(path -> {
            List<Counterexample.Header> headers = new ArrayList<>();
            List<String> assumptions = new ArrayList<>();
            box.bounds().forEach((attribute, values) -> {
                if (attribute instanceof Attribute.Header(String name)) {
                    ((HeaderValues) values).sample(proof).forEach(value -> headers.add(new Counterexample.Header(name, value)));
                } else if (attribute instanceof Attribute.Condition(String text) && values != Truth.EITHER) {
                    assumptions.add(values == Truth.HOLDS ? "with " + text : "without " + text);
                } else if (attribute instanceof Attribute.Scheme) {
                    String scheme = text(values, List.of("http", "https"), proof);
                    if (!scheme.equals("http")) {
                        assumptions.add("over HTTP/2 with :scheme " + scheme);
                    }
                }
            });
            String method = box.bound(Attribute.METHOD).map(values -> text(values, METHODS, proof)).orElse("GET");
            if (!METHODS.contains(method)) {
                assumptions.add("over HTTP/2");
            }
            return new Counterexample(method, path, host(box, proof), port(box, listeners), headers, assumptions);
        });
    }

    private static Optional<String> path(Box box, Proof proof) {
        TextValues paths = box.bound(Attribute.PATH).map(TextValues.class::cast).orElse(ROOT);
        return box.bound(Attribute.FULL_PATH)
                .map(full -> proof.shortest(
                        RequestUniverse.withQuery(paths.language(proof)).and(language(full, proof))))
                .orElseGet(() -> paths.shortest(proof))
                .map(CounterexampleFinder::asSent);
    }

    /** Dots before a semicolon arrive only if they are sent encoded. */
    private static String asSent(String path) {
        return path.replace("/..;", "/%2e%2e;").replace("/.;", "/%2e;");
    }

    /** Left out where an ordinary host will do. */
    private static Optional<String> host(Box box, Proof proof) {
        return box.bound(Attribute.HOST)
                .map(values -> text(values, HOSTS, proof))
                .filter(host -> !host.equals(HOSTS.getFirst()));
    }

    /** Left out where every port that the Pods listen on will do, or every usual one. */
    private static OptionalInt port(Box box, PortValues listeners) {
        Optional<PortValues> bound = box.bound(Attribute.PORT).map(PortValues.class::cast);
        if (bound.isEmpty() || bound.get().equals(listeners) || PORTS.stream().allMatch(port -> bound.get().contains(port))) {
            return OptionalInt.empty();
        }
        return Stream.concat(PORTS.stream(), bound.get().stream().boxed())
                .filter(port -> bound.get().contains(port))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    private static String text(Values values, List<String> usual, Proof proof) {
        return usual.stream()
                .filter(text -> !proof.isEmpty(Language.exactly(text).and(language(values, proof))))
                .findFirst()
                .orElseGet(() -> proof.shortest(language(values, proof)).orElseThrow());
    }

    private static Language language(Values values, Proof proof) {
        return ((TextValues) values).language(proof);
    }
}
