package io.sallyport.core.companion.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labels that Pods or Namespaces are picked by; without a requirement, all of them (apimachinery, meta/v1 LabelSelector).
 *
 * @param requirements all of which must hold
 */
record LabelSelector(List<Requirement> requirements) {
    static final LabelSelector ANY = new LabelSelector(List.of());

    /** How a label's value has to be. */
    enum Operator {
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** None for one that is not known: without its requirement the selector picks more, which errs towards a warning. */
        static Optional<Operator> of(String text) {
            return Arrays.stream(values()).filter(operator -> operator.text.equals(text)).findFirst();
        }
    }

    /** @param values of {@code In} and {@code NotIn} */
    record Requirement(String key, Operator operator, Set<String> values) {

        /** @param value none if the label is not there */
        boolean holds(Optional<String> value) {
            return switch (operator) {
                case IN -> value.filter(values::contains).isPresent();
                case NOT_IN -> value.filter(values::contains).isEmpty();
                case EXISTS -> value.isPresent();
                case DOES_NOT_EXIST -> value.isEmpty();
            };
        }

        /** True if whatever fulfils this one fulfils the other. */
        boolean implies(Requirement other) {
            return key.equals(other.key) && switch (other.operator) {
                case IN -> operator == Operator.IN && other.values.containsAll(values);
                case EXISTS -> operator == Operator.IN || operator == Operator.EXISTS;
                case DOES_NOT_EXIST -> operator == Operator.DOES_NOT_EXIST;
                case NOT_IN -> switch (operator) {
                    case IN -> values.stream().noneMatch(other.values::contains);
                    case NOT_IN -> values.containsAll(other.values);
                    case DOES_NOT_EXIST -> true;
                    case EXISTS -> false;
                };
            };
        }
    }

    /** @param tree with {@code matchLabels} and {@code matchExpressions}; either may be missing */
    static LabelSelector of(JsonNode tree) {
        List<Requirement> requirements = new ArrayList<>();
        Json.textMap(tree.path("matchLabels"))
                .forEach((key, value) -> requirements.add(new Requirement(key, Operator.IN, Set.of(value))));
        for (JsonNode expression : Json.elements(tree.path("matchExpressions"))) {
            Operator.of(expression.path("operator").asText()).ifPresent(operator -> requirements.add(new Requirement(
                    expression.path("key").asText(), operator, Set.copyOf(Json.texts(expression.path("values"))))));
        }
        return new LabelSelector(requirements);
    }

    /** Whether it picks what has exactly these labels. */
    boolean picks(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.holds(Optional.ofNullable(labels.get(requirement.key()))));
    }

    /** Whether it may pick what has these labels and perhaps others: of a key that is not known, anything may be true. */
    boolean mayPick(Map<String, String> known) {
        return requirements.stream().allMatch(requirement ->
                !known.containsKey(requirement.key()) || requirement.holds(Optional.of(known.get(requirement.key()))));
    }

    /** True if the wider one picks all that this one picks; false where that cannot be told requirement by requirement. */
    boolean within(LabelSelector wider) {
        return wider.requirements.stream().allMatch(wanted -> requirements.stream().anyMatch(had -> had.implies(wanted)));
    }
}
