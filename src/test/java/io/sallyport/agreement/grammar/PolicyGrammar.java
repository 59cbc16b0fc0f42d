package io.sallyport.agreement.grammar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes policies of everything that an AuthorizationPolicy may hold. */
public final class PolicyGrammar {
    private static final double UNENFORCED = 0.04;

    private final Dice dice;
    /** Without what no request can meet or what Istio's own webhook refuses, so that many requests are near the border. */
    private final boolean plain;

    public PolicyGrammar(Dice dice) {
        this.dice = dice;
        plain = dice.chance(0.6);
    }

    public List<ObjectNode> set() {
        List<ObjectNode> set = new ArrayList<>();
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            set.add(policy("p" + i));
        }
        return set;
    }

    public ObjectNode policy(String name) {
        ObjectNode policy = Json.object(
                "apiVersion", dice.oneOf("security.istio.io/v1", "security.istio.io/v1beta1"),
                "kind", "AuthorizationPolicy",
                "metadata", Json.object("name", name),
                "spec", Json.object("action", dice.chance(0.95) ? "DENY" : dice.oneOf("ALLOW", "AUDIT")));
        ObjectNode spec = (ObjectNode) policy.path("spec");
        if (dice.chance(0.97)) {
            spec.set("rules", list(3, this::rule));
        }
        reach(policy);
        return policy;
    }

    private void reach(ObjectNode policy) {
        ObjectNode spec = (ObjectNode) policy.path("spec");
        if (dice.chance(0.3)) {
            spec.set("selector", Json.object("matchLabels", dice.oneOf(
                    Json.object("app", "lane"), Json.object("app", "lane"), Json.object(), Json.object("app", "lane", "x", "y"))));
        } else if (dice.chance(UNENFORCED)) {
            spec.set("targetRefs", Json.array(Json.object(
                    "group", "gateway.networking.k8s.io", "kind", "Gateway", "name", "gateway")));
        }
        if (dice.chance(UNENFORCED)) {
            ((ObjectNode) policy.path("metadata")).set("annotations", Json.object(
                    "istio.io/dry-run", dice.oneOf("true", "false", "1", "t", "tRuE", " true", "yes", "", "T", "0")));
        }
        if (dice.chance(UNENFORCED)) {
            ((ObjectNode) policy.path("metadata"))
                    .set("labels", Json.object("istio.io/rev", dice.oneOf("default", "default", "x", "")));
        }
    }

    ObjectNode rule() {
        return Json.object(
                "from", dice.chance(0.5) ? list(2, () -> Json.object("source", source())) : Json.none(),
                "to", dice.chance(0.8) ? list(2, () -> Json.object("operation", operation())) : Json.none(),
                "when", dice.chance(0.3) ? list(2, this::when) : Json.none());
    }

    ObjectNode operation() {
        ObjectNode operation = Json.object();
        either(operation, 0.75, "paths", "notPaths", () -> path());
        either(operation, 0.25, "methods", "notMethods", () -> wild(dice.chance(0.9) ? dice.oneOf(Words.METHODS) : dice.oneOf(Words.STRANGE_METHODS)));
        either(operation, 0.2, "hosts", "notHosts", () -> host());
        either(operation, 0.2, "ports", "notPorts", this::port);
        return operation;
    }

    ObjectNode source() {
        ObjectNode source = Json.object();
        if (dice.chance(0.7)) {
            source.set("notRequestPrincipals", dice.chance(0.8) ? Json.array("*") : list(2, () -> dice.oneOf(Words.CLAIMED)));
        } else if (dice.chance(0.1)) {
            source.set("requestPrincipals", list(2, () -> dice.oneOf(Words.CLAIMED)));
        }
        either(source, 0.1, "ipBlocks", "notIpBlocks", () -> dice.oneOf(Words.ADDRESSES));
        either(source, 0.1, "remoteIpBlocks", "notRemoteIpBlocks", () -> dice.oneOf(Words.ADDRESSES));
        either(source, 0.05, "principals", "notPrincipals", () -> dice.oneOf(Words.IDENTITIES));
        either(source, 0.05, "namespaces", "notNamespaces", () -> dice.oneOf(Words.IDENTITIES));
        return source;
    }

    ObjectNode when() {
        String key = key();
        ObjectNode when = Json.object("key", key);
        either(when, 1, "values", "notValues", () -> value(key));
        return when;
    }

    private String key() {
        if (!plain && dice.chance(0.15)) {
            return dice.oneOf(Words.UNKNOWN_KEYS);
        }
        if (dice.chance(0.2)) {
            return dice.chance(0.7)
                    ? "request.auth.claims[" + dice.oneOf(Words.CLAIMS) + "]"
                    : dice.oneOf("request.auth.principal", "request.auth.audiences", "request.auth.presenter");
        }
        return dice.chance(0.75)
                ? "request.headers[" + dice.oneOf(Words.HEADER_NAMES) + "]"
                : dice.oneOf(
                        "source.ip", "remote.ip", "source.namespace", "source.principal", "destination.ip",
                        "destination.port", "connection.sni");
    }

    private String value(String key) {
        return switch (key) {
            case "source.ip", "remote.ip", "destination.ip" -> dice.oneOf(Words.ADDRESSES);
            case "destination.port" -> port();
            case "connection.sni" -> dice.oneOf("a.test", "*.test", "a*");
            case "source.namespace", "source.principal" -> dice.oneOf(Words.IDENTITIES);
            case "request.headers[:path]" -> dice.chance(0.8) ? wild(dice.oneOf(Words.PATHS) + dice.oneOf("", "", "?", "?q", "?q=1")) : path();
            case "request.headers[:method]" -> wild(dice.oneOf(Words.METHODS));
            case "request.headers[:scheme]" -> wild(dice.oneOf(Words.SCHEMES));
            case "request.headers[host]", "request.headers[:authority]" -> host();
            default -> key.startsWith("request.headers") ? wild(dice.oneOf(Words.HEADER_VALUES)) : dice.oneOf(Words.CLAIMED);
        };
    }

    String path() {
        if (dice.chance(0.15)) {
            return "/" + String.join("/", dice.some(4, () -> dice.oneOf(Words.SEGMENTS)));
        }
        return wild(!plain && dice.chance(0.2) ? dice.oneOf(Words.NEVER_PATHS) : dice.oneOf(Words.PATHS));
    }

    private String host() {
        return wild(dice.oneOf(Words.HOSTS));
    }

    private String port() {
        return dice.chance(plain ? 1 : 0.7) ? String.valueOf(dice.oneOf(Words.PORTS)) : dice.oneOf(Words.PORT_TEXTS);
    }

    /** With a star somewhere, more often than not. */
    private String wild(String text) {
        int cut = dice.below(text.length() + 1);
        return switch (dice.below(12)) {
            case 0, 1, 2 -> text.substring(0, cut) + "*";
            case 3, 4 -> "*" + text.substring(cut);
            case 5 -> text + "*";
            case 6 -> dice.oneOf("*", "*", "**", "*" + text + "*", text.substring(0, cut) + "*" + text.substring(cut));
            default -> text;
        };
    }

    private void either(ObjectNode object, double probability, String name, String negated, Supplier<String> value) {
        if (dice.chance(probability)) {
            boolean not = dice.chance(0.5);
            object.set(not ? negated : name, list(3, value));
            if (dice.chance(0.1)) {
                object.set(not ? name : negated, list(2, value));
            }
        }
    }

    private ArrayNode list(int most, Supplier<?> thing) {
        return dice.chance(0.02) ? Json.array() : Json.list(dice.some(most, thing::get));
    }
}
