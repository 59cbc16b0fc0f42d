package io.sallyport.agreement.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;

/** Changes one thing of a policy, as somebody would who edits it. */
public final class PolicyEdit {
    private final Dice dice;
    private final PolicyGrammar grammar;

    public PolicyEdit(Dice dice, PolicyGrammar grammar) {
        this.dice = dice;
        this.grammar = grammar;
    }

    public ObjectNode of(ObjectNode policy) {
        ObjectNode edited = policy.deepCopy();
        List<JsonNode> rules = Json.elements(edited.at("/spec/rules"));
        if (rules.isEmpty() || dice.chance(0.1)) {
            ObjectNode other = grammar.policy(policy.at("/metadata/name").asText());
            ((ObjectNode) edited.path("spec")).set("rules", other.at("/spec/rules").deepCopy());
            return edited;
        }
        ObjectNode rule = (ObjectNode) dice.oneOf(rules);
        switch (dice.below(8)) {
            case 0 -> ((ArrayNode) edited.at("/spec/rules")).remove(dice.below(rules.size()));
            case 1 -> ((ArrayNode) edited.at("/spec/rules")).add(grammar.rule());
            case 2 -> rule.withArray("/when").add(grammar.when());
            case 3 -> rule.remove(dice.oneOf("from", "to", "when"));
            case 4 -> narrow(rule);
            default -> values(rule);
        }
        return edited;
    }

    /** One more field beside those that are there. */
    private void narrow(ObjectNode rule) {
        boolean to = dice.chance(0.6);
        ArrayNode entries = rule.withArray(to ? "/to" : "/from");
        String field = to ? "operation" : "source";
        if (entries.isEmpty()) {
            entries.addObject();
        }
        ObjectNode entry = (ObjectNode) dice.oneOf(Json.elements(entries));
        ObjectNode fields = to ? grammar.operation() : grammar.source();
        if (entry.path(field).isObject()) {
            fields.setAll((ObjectNode) entry.path(field));
        }
        entry.set(field, fields);
    }

    /** One value more, or one less, of some list. */
    private void values(ObjectNode rule) {
        List<ArrayNode> lists = new ArrayList<>();
        collect(rule, lists);
        if (lists.isEmpty()) {
            rule.withArray("/to").addObject().set("operation", grammar.operation());
            return;
        }
        ArrayNode list = dice.oneOf(lists);
        if (list.size() > 1 && dice.chance(0.5)) {
            list.remove(dice.below(list.size()));
        } else if (rule.at("/to").toString().contains(list.toString())) {
            list.add(grammar.path());
        } else {
            list.add(list.get(0).asText() + dice.oneOf("", "a", "*"));
        }
    }

    private static void collect(JsonNode node, List<ArrayNode> lists) {
        if (node instanceof ArrayNode list && !list.isEmpty() && Json.elements(list).stream().allMatch(JsonNode::isTextual)) {
            lists.add(list);
        } else {
            node.forEach(child -> collect(child, lists));
        }
    }
}
