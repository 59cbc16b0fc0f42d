package io.sallyport.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rule of a policy: one of {@code from}, one of {@code to} and everything of {@code always} have to hold. Its alternatives are
 * made only for who asks, since a rule of ten thousand each way has a hundred million.
 *
 * @param path the field's path, such as {@code spec.rules[0]}
 */
public record Rule(
        String path, List<List<Condition>> from, List<List<Condition>> to, List<Condition> always) {

    public Rule {
        from = List.copyOf(from);
        to = List.copyOf(to);
        always = List.copyOf(always);
    }

    /** One that Istio drops: nothing satisfies it. */
    static Rule dropped(String path) {
        return new Rule(path, List.of(), List.of(), List.of());
    }

    /** How many alternatives it has. */
    public long size() {
        return (long) from.size() * to.size();
    }

    /** Its alternatives, in their order. */
    public Stream<Clause> clauses() {
        return from.stream().flatMap(source -> to.stream().map(operation -> {
            List<Condition> all = new ArrayList<>(operation);
            all.addAll(source);
            all.addAll(always);
            return new Clause(path, all);
        }));
    }
}
