package io.sallyport.core.route.match;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a request that an entry takes. */
public sealed interface RouteAction {

    /**
     * It goes on.
     *
     * @param to      full names of hosts; with several, one of them by weight
     * @param mirrors who gets a copy
     * @param rewrite of its path and host
     */
    record Forward(List<Backend> to, List<Backend> mirrors, Rewrite rewrite) implements RouteAction {
        /** Everybody who sees it. */
        public Stream<Backend> receivers() {
            return Stream.concat(to.stream(), mirrors.stream());
        }
    }

    /** The client is sent elsewhere. */
    record Redirect(int status, String location) implements RouteAction {}

    /** The gateway answers by itself. */
    record Answer(int status) implements RouteAction {}

    /** Entries of another VirtualService take its place, as far as they ask for no more than this one. */
    record Delegate(String namespace, String name) implements RouteAction {}

    /** Envoy has nothing to do with it, and answers with an error. */
    record Nothing() implements RouteAction {}

    /** @param port empty if there is only one */
    record Backend(String host, Optional<Integer> port) {
        @Override
        public String toString() {
            return host + port.map(number -> ":" + number).orElse("");
        }
    }

    /**
     * @param uri       takes the place of what matched
     * @param regex     expression and replacement, instead of {@code uri}
     * @param authority the Host that the backend sees
     */
    record Rewrite(Optional<String> uri, Optional<Regex> regex, Optional<String> authority) {
        public static final Rewrite NONE = new Rewrite(Optional.empty(), Optional.empty(), Optional.empty());

        /** @param replacement with {@code \1} for groups */
        public record Regex(String expression, String replacement) {}
    }
}
