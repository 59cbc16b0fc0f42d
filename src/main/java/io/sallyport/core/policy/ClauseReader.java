package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.space.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads a rule of an AuthorizationPolicy the way Istio does (pilot/pkg/security/authz/model): {@code to} entries are
 * alternatives, {@code from} entries are, every {@code when} holds for each; an absent or empty list is no condition; a
 * value that cannot be read is passed over, which widens a DENY if it was the last; an unknown {@code when} key drops
 * the whole rule.
 */
public final class ClauseReader {
    /** The claim path that stands for issuer and subject together. */
    public static final List<String> PRINCIPAL = List.of("iss", "sub");

    private static final String HEADER = "request.headers";
    private static final String CLAIM = "request.auth.claims";
    private static final String METADATA = "experimental.envoy.filters.";
    private static final List<String> OPAQUE = List.of(
            "source.ip", "remote.ip", "source.namespace", "source.serviceAccount", "source.principal",
            "source.trustDomain", "destination.ip", "connection.sni");

    private ClauseReader() {}

    /** Without alternatives if Istio drops it. */
    static Rule rule(JsonNode rule, String path) {
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
                alternatives(rule.path("from"), "source", ClauseReader::source),
                alternatives(rule.path("to"), "operation", ClauseReader::operation),
                always);
    }

    private static List<List<Condition>> alternatives(
            JsonNode list, String field, Function<JsonNode, List<Condition>> read) {
        List<JsonNode> entries = Json.elements(list);
        return entries.isEmpty()
                ? List.of(List.of())
                : entries.stream().map(entry -> read.apply(entry.path(field))).toList();
    }

    private static List<Condition> operation(JsonNode operation) {
        List<Condition> conditions = new ArrayList<>();
        conditions.addAll(both(operation, "hosts", "notHosts", text(Attribute.HOST, TextPattern::ofHost, true)));
        conditions.addAll(both(operation, "methods", "notMethods", text(Attribute.METHOD, TextPattern::ofHeader, false)));
        conditions.addAll(both(operation, "paths", "notPaths", text(Attribute.PATH, TextPattern::ofPath, false)));
        conditions.addAll(both(operation, "ports", "notPorts", ClauseReader::ports));
        return conditions;
    }

    private static List<Condition> source(JsonNode source) {
        List<Condition> conditions = new ArrayList<>();
        conditions.addAll(both(source, "principals", "notPrincipals", opaque("source.principal")));
        conditions.addAll(both(source, "requestPrincipals", "notRequestPrincipals", token(PRINCIPAL)));
        conditions.addAll(both(source, "serviceAccounts", "notServiceAccounts", opaque("source.serviceAccount")));
        conditions.addAll(both(source, "trustDomains", "notTrustDomains", opaque("source.trustDomain")));
        conditions.addAll(both(source, "namespaces", "notNamespaces", opaque("source.namespace")));
        conditions.addAll(both(source, "remoteIpBlocks", "notRemoteIpBlocks", opaque("remote.ip")));
        conditions.addAll(both(source, "ipBlocks", "notIpBlocks", opaque("source.ip")));
        return conditions;
    }

    /** Empty if Istio does not know the key. */
    private static Optional<List<Condition>> when(String key, List<String> values, List<String> notValues) {
        Optional<Reader> reader = reader(key);
        return reader.map(read -> {
            List<Condition> conditions = new ArrayList<>();
            conditions.addAll(some(read, values, false));
            conditions.addAll(some(read, notValues, true));
            return conditions;
        });
    }

    private static Optional<Reader> reader(String key) {
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
            case "destination.port" -> Optional.of(ClauseReader::ports);
            case "request.auth.principal" -> Optional.of(token(PRINCIPAL));
            case "request.auth.audiences" -> Optional.of(token(List.of("aud")));
            case "request.auth.presenter" -> Optional.of(token(List.of("azp")));
            default -> Optional.empty();
        };
    }

    /** Makes a condition of values, or none if Istio ignores them all. */
    private interface Reader {
        Optional<Condition> read(List<String> values, boolean negated);
    }

    private static List<Condition> both(JsonNode fields, String name, String negatedName, Reader read) {
        List<Condition> conditions = new ArrayList<>(some(read, Json.texts(fields.path(name)), false));
        conditions.addAll(some(read, Json.texts(fields.path(negatedName)), true));
        return conditions;
    }

    private static List<Condition> some(Reader read, List<String> values, boolean negated) {
        return values.isEmpty() ? List.of() : read.read(values, negated).stream().toList();
    }

    private static Reader opaque(String key) {
        // An address that cannot be read may be ignored or not; a free condition is right in both cases.
        return (values, negated) -> Optional.of(new Condition.Opaque(key, negated, values));
    }

    private static Reader token(List<String> claim) {
        return (values, negated) -> Optional.of(new Condition.Token(claim, negated, values));
    }

    private static Reader claim(String brackets) {
        if (brackets.isEmpty()) {
            // Without any brackets Istio finds no fault: it then looks at the whole token, which is no text.
            return token(List.of());
        }
        List<String> names = ClaimPath.parse(brackets);
        return (values, negated) -> names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Condition.Token(names, negated, values));
    }

    private static Reader header(String brackets) {
        if (!brackets.startsWith("[") || !brackets.endsWith("]")) {
            return (_, _) -> Optional.empty();
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
        return (values, negated) -> Optional.of(new Condition.Text(
                attribute, negated, new TextPatterns(values.stream().map(pattern).toList(), ignoreCase)));
    }

    private static Optional<Condition> ports(List<String> values, boolean negated) {
        Predicate<String> readable = value -> value.matches("0*[0-9]{1,5}") && Long.parseLong(value) <= 65_535;
        var ports = values.stream().filter(readable).map(Integer::valueOf).collect(Collectors.toSet());
        return ports.isEmpty() ? Optional.empty() : Optional.of(new Condition.Port(negated, ports));
    }
}
