package io.sallyport.core.route.match;

import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.TokenClaims;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.HeaderValues;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.policy.space.Truth;
import io.sallyport.core.policy.space.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests an entry takes; all that it names have to match.
 *
 * @param path     a prefix of {@code /} where none is named
 * @param texts    of the method, the host or the scheme
 * @param headers  by name
 * @param claims   of the verified token
 * @param query    parameters by name
 * @param port     of the Gateway's server, as written there; empty for any
 * @param gateways full names; empty for those of the whole object
 * @param meshOnly true if it names labels or a namespace of callers, which a gateway has not
 */
public record RouteMatch(
        TextMatch path,
        List<OfText> texts,
        List<OfHeader> headers,
        List<OfClaim> claims,
        List<OfParameter> query,
        Optional<Integer> port,
        List<String> gateways,
        boolean meshOnly) {

    /** Of an attribute that every request has. */
    public record OfText(Attribute attribute, TextMatch match) {}

    /** @param without true if no such header may be there */
    public record OfHeader(String name, boolean without, TextMatch match) {}

    /** @param without true if no such claim may be there */
    public record OfClaim(List<String> path, boolean without, TextMatch match) {}

    /** Of a parameter in the query. */
    public record OfParameter(String name, TextMatch match) {}

    /** Takes everything. */
    public static final RouteMatch ALL =
            of(TextMatch.of(TextMatch.Form.PREFIX, "/", false));

    /** Asks for a path only. */
    public static RouteMatch of(TextMatch path) {
        return new RouteMatch(path, List.of(), List.of(), List.of(), List.of(), Optional.empty(), List.of(), false);
    }

    public RouteMatch {
        texts = List.copyOf(texts);
        headers = List.copyOf(headers);
        claims = List.copyOf(claims);
        query = List.copyOf(query);
        gateways = List.copyOf(gateways);
    }

    /** The same with another path. */
    public RouteMatch with(TextMatch other) {
        return new RouteMatch(other, texts, headers, claims, query, port, gateways, meshOnly);
    }

    /** True if nothing is asked but the path. */
    public boolean pathOnly() {
        return texts.isEmpty() && headers.isEmpty() && claims.isEmpty() && query.isEmpty() && port.isEmpty();
    }

    /** True if Istio puts it behind all others of its host (pilot/pkg/networking/core/route, IsCatchAllRoute). */
    public boolean catchAll() {
        return everyPath() && texts.isEmpty() && headers.isEmpty() && claims.isEmpty() && query.isEmpty();
    }

    /** True if it names no path. */
    public boolean everyPath() {
        return switch (path.form()) {
            case PREFIX, SEGMENTS -> path.text().equals("/");
            case REGEX -> path.text().equals(".*");
            case ANY, EXACT -> false;
        };
    }

    /** Whether it takes this request, which came to a server of this number. */
    public boolean matches(ArrivedRequest request, int server) {
        return port.filter(number -> number != server).isEmpty()
                && path.matches(request.path())
                && texts.stream().allMatch(text -> text.match().matches(text(request, text.attribute())))
                && headers.stream().allMatch(header ->
                        header.without() != takes(header.match(), values(header, request)))
                && claims.stream().allMatch(claim -> claim.without()
                        != takes(claim.match(), request.claims()
                                .map(token -> TokenClaims.values(claim.path(), token))
                                .orElse(List.of())))
                && query.stream().allMatch(parameter ->
                        takes(parameter.match(), Query.values(request.target(), parameter.name())));
    }

    /** One that may not be there counts as empty where a text is compared (TreatMissingHeaderAsEmpty). */
    private static List<String> values(OfHeader header, ArrivedRequest request) {
        List<String> sent = request.values(header.name());
        return sent.isEmpty() && header.without() && header.match().form() != TextMatch.Form.ANY ? List.of("") : sent;
    }

    private static boolean takes(TextMatch match, List<String> values) {
        return values.stream().anyMatch(match::matches);
    }

    private static String text(ArrivedRequest request, Attribute attribute) {
        return switch (attribute) {
            case Attribute.Host() -> request.host();
            case Attribute.Scheme() -> request.scheme();
            default -> request.method();
        };
    }

    /**
     * The requests that it takes, without a token or with one; more than those where it cannot be told.
     *
     * @param paths those that are left to it
     */
    public Box box(Language paths) {
        Map<Attribute, Values> bounds = new LinkedHashMap<>();
        bounds.put(Attribute.PATH, new TextValues(paths));
        for (OfText text : texts) {
            bounds.merge(text.attribute(), new TextValues(text.match().language()), Values::and);
        }
        for (OfHeader header : headers) {
            Attribute attribute = new Attribute.Header(header.name());
            if (!header.without()) {
                bounds.merge(attribute, HeaderValues.hitting(header.match().language()), Values::and);
            } else if (header.match().sure()) {
                bounds.merge(attribute, HeaderValues.missing(header.match().language()), Values::and);
            }
        }
        for (OfParameter parameter : query) {
            bounds.put(
                    new Attribute.Condition("the query parameter " + parameter.name() + " (" + parameter.match() + ")"),
                    Truth.HOLDS);
        }
        return new Box(bounds);
    }

    /** True if only requests with a token can match. */
    public boolean asksForClaims() {
        return claims.stream().anyMatch(claim -> !claim.without());
    }
}
