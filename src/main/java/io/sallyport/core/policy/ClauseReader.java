package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.space.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads a rule of an AuthorizationPolicy the way Istio does (pilot/pkg/security/authz/model): {@code to} entries are
 * alternatives, {@code from} entries are, every {@code when} holds for each; an absent or empty list is no condition; an
 * unknown {@code when} key drops the whole rule. A value that cannot be read drops the whole rule of an ALLOW, and is
 * passed over elsewhere, which widens a DENY if it was the field's last (model.go checkError).
 */
public final class ClauseReader {
    /** The claim path that means issuer and subject together. */
    public static final List<String> PRINCIPAL = List.of("iss", "sub");

    private static final String HEADER = "request.headers";
    private static final String CLAIM = "request.auth.claims";
    private static final String METADATA = "experimental.envoy.filters.";
    private static final List<String> ADDRESSES = List.of("source.ip", "remote.ip", "destination.ip");
    private static final List<String> OPAQUE = List.of(
            "source.namespace", "source.serviceAccount", "source.principal", "source.trustDomain", "connection.sni");
    private static final Reader PORTS = new Reader(
            value -> value.matches("0*[0-9]{1,5}") && Long.parseLong(value) <= 65_535,
            (values, negated) ->
                    new Condition.Port(negated, values.stream().map(Integer::valueOf).collect(Collectors.toSet())));

    /** Values that Istio cannot read, in the order in which they were met. */
    private final List<String> unreadable = new ArrayList<>();

    private ClauseReader() {}

    /**
     * Without alternatives if Istio drops it.
     *
     * @param action of the policy
     */
    static Rule rule(JsonNode rule, String path, String action) {
        var reader = new ClauseReader();
        Rule read = reader.read(rule, path);
        return action.equals("ALLOW") && !reader.unreadable.isEmpty() ? Rule.dropped(path) : read;
    }

    private Rule read(JsonNode rule, String path) {
        List<Condition> always = new ArrayList<>();
        for (JsonNode when : Json.elements(rule.path("when"))) {
            Optional<List<Condition>> conditions =
                    when(when.path("key").asText(), Json.texts(when.path("values")), Json.texts(when.path("notValues")));
            if (conditions.isEmpty()) {
                return Rule.dropped(path);
            }
            always.addAll(conditions.get());
        }
        return new Rule(
                path,
                alternatives(rule.path("from"), "source", this::source),
                alternatives(rule.path("to"), "operation", this::operation),
                always);
    }

    private static List<List<Condition>> alternatives(
            JsonNode list, String field, Function<JsonNode, List<Condition>> read) {
        List<JsonNode> entries = Json.elements(list);
        return entries.isEmpty()
                ? List.of(List.of())
                : entries.stream().map(entry -> read.apply(entry.path(field))).toList();
    }

    private List<Condition> operation(JsonNode operation) {
        List<Condition> conditions = new ArrayList<>();
        conditions.addAll(both(operation, "hosts", "notHosts", text(Attribute.HOST, TextPattern::ofHost, true)));
        conditions.addAll(both(operation, "methods", "notMethods", text(Attribute.METHOD, TextPattern::ofHeader, false)));
        conditions.addAll(both(operation, "paths", "notPaths", text(Attribute.PATH, TextPattern::ofPath, false)));
        conditions.addAll(both(operation, "ports", "notPorts", PORTS));
        return conditions;
    }

    private List<Condition> source(JsonNode source) {
        List<Condition> conditions = new ArrayList<>();
        conditions.addAll(both(source, "principals", "notPrincipals", opaque("source.principal")));
        conditions.addAll(both(source, "requestPrincipals", "notRequestPrincipals", token(PRINCIPAL)));
        conditions.addAll(both(source, "serviceAccounts", "notServiceAccounts", opaque("source.serviceAccount")));
        conditions.addAll(both(source, "trustDomains", "notTrustDomains", opaque("source.trustDomain")));
        conditions.addAll(both(source, "namespaces", "notNamespaces", opaque("source.namespace")));
        conditions.addAll(both(source, "remoteIpBlocks", "notRemoteIpBlocks", addresses("remote.ip")));
        conditions.addAll(both(source, "ipBlocks", "notIpBlocks", addresses("source.ip")));
        return conditions;
    }

    /** Empty if Istio does not know the key. */
    private Optional<List<Condition>> when(String key, List<String> values, List<String> notValues) {
        Optional<Reader> reader = reader(key);
        return reader.map(read -> {
            List<Condition> conditions = new ArrayList<>();
            conditions.addAll(some(read, values, false));
            conditions.addAll(some(read, notValues, true));
            return conditions;
        });
    }

    private static Optional<Reader> reader(String key) {
        if (ADDRESSES.contains(key)) {
            return Optional.of(addresses(key));
        }
        if (OPAQUE.contains(key) || key.startsWith(METADATA)) {
            return Optional.of(opaque(key));
        }
        if (key.startsWith(HEADER)) {
            return Optional.of(header(key.substring(HEADER.length())));
        }
        if (key.startsWith(CLAIM)) {
            return Optional.of(claim(key.substring(CLAIM.length())));
        }
        return switch (key) {
            case "destination.port" -> Optional.of(PORTS);
            case "request.auth.principal" -> Optional.of(token(PRINCIPAL));
            case "request.auth.audiences" -> Optional.of(token(List.of("aud")));
            case "request.auth.presenter" -> Optional.of(token(List.of("azp")));
            default -> Optional.empty();
        };
    }

    /**
     * Makes a condition of values.
     *
     * @param readable true of those that Istio can read
     * @param of       is given at least one, and whether none may match
     */
    private record Reader(Predicate<String> readable, BiFunction<List<String>, Boolean, Condition> of) {
        static Reader ofAny(BiFunction<List<String>, Boolean, Condition> of) {
            return new Reader(_ -> true, of);
        }

        static Reader ofNone() {
            return new Reader(_ -> false, (_, _) -> {
                throw new IllegalStateException("none of its values can be read");
            });
        }
    }

    private List<Condition> both(JsonNode fields, String name, String negatedName, Reader read) {
        List<Condition> conditions = new ArrayList<>(some(read, Json.texts(fields.path(name)), false));
        conditions.addAll(some(read, Json.texts(fields.path(negatedName)), true));
        return conditions;
    }

    private List<Condition> some(Reader read, List<String> values, boolean negated) {
        if (values.isEmpty()) {
            // Of most fields, in policies that may have ten thousand places for each.
            return List.of();
        }
        List<String> good = values.stream().filter(read.readable()).toList();
        values.stream().filter(read.readable().negate()).forEach(unreadable::add);
        return good.isEmpty() ? List.of() : List.of(read.of().apply(good, negated));
    }

    private static Reader addresses(String key) {
        return new Reader(AddressRange::mayBeRead, (values, negated) -> new Condition.Opaque(key, negated, values));
    }

    private static Reader opaque(String key) {
        return Reader.ofAny((values, negated) -> new Condition.Opaque(key, negated, values));
    }

    private static Reader token(List<String> claim) {
        return Reader.ofAny((values, negated) -> new Condition.Token(claim, negated, values));
    }

    private static Reader claim(String brackets) {
        if (brackets.isEmpty()) {
            // Without any brackets Istio finds no fault: it then looks at the whole token, which is no text.
            return token(List.of());
        }
        List<String> names = ClaimPath.parse(brackets);
        return names.isEmpty() ? Reader.ofNone() : token(names);
    }

    private static Reader header(String brackets) {
        if (!brackets.startsWith("[") || !brackets.endsWith("]")) {
            return Reader.ofNone();
        }
        String name = brackets.substring(1, brackets.length() - 1).toLowerCase(Locale.ROOT);
        Attribute attribute = switch (name) {
            case ":path" -> Attribute.FULL_PATH;
            case ":method" -> Attribute.METHOD;
            case ":scheme" -> Attribute.SCHEME;
            case ":authority", "host" -> Attribute.HOST;
            default -> new Attribute.Header(name);
        };
        return text(attribute, TextPattern::ofHeader, false);
    }

    private static Reader text(Attribute attribute, Function<String, TextPattern> pattern, boolean ignoreCase) {
        return Reader.ofAny((values, negated) -> new Condition.Text(
                attribute, negated, new TextPatterns(values.stream().map(pattern).toList(), ignoreCase)));
    }
}
