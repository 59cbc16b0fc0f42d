package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a new or changed {@code jwtRule} opens, compared with the rules that the gateway has already. */
final class TokenRuleJudge {
    private static final Pattern SYMMETRIC = Pattern.compile("\"kty\"\\s*:\\s*\"oct\"");

    private final ExposureSettings settings;
    private final List<TokenRule> known;

    TokenRuleJudge(ExposureSettings settings, List<TokenRule> known) {
        this.settings = settings;
        this.known = known;
    }

    List<Fault> faults(JsonNode rule, String path) {
        String approval = ContentHash.of(rule);
        if (settings.guard().extensions().contains(approval)) {
            return List.of();
        }
        TokenRule read = TokenRule.of(rule);
        List<TokenRule> ofIssuer =
                known.stream().filter(other -> other.issuer().equals(read.issuer())).toList();
        List<Fault> faults = new ArrayList<>(keys(read, ofIssuer, rule, path));
        audiences(read, ofIssuer, path, approval).ifPresent(faults::add);
        Set<String> parameters = news(read, TokenRule::parameters, ofIssuer);
        if (!parameters.isEmpty()) {
            faults.add(location(path + ".fromParams", "query parameters", parameters, "ends up in logs", approval));
        }
        Set<String> cookies = news(read, TokenRule::cookies, ofIssuer);
        if (!cookies.isEmpty()) {
            faults.add(location(path + ".fromCookies", "cookies", cookies, "is sent for any page that asks", approval));
        }
        faults.addAll(headers(read, ofIssuer, path));
        String payload = rule.path("outputPayloadToHeader").asText("").toLowerCase(Locale.ROOT);
        if (settings.tokens().claimHeaders().keySet().stream().anyMatch(payload::equalsIgnoreCase)) {
            faults.add(new Fault(
                    path + ".outputPayloadToHeader",
                    "writes what others take for the caller's name or groups",
                    "choose another header, or put the claim there by outputClaimToHeaders"));
        }
        return faults;
    }

    /** What a source of keys opens that none of these rules has and nobody approved. */
    List<Fault> keys(TokenRule read, List<TokenRule> ofIssuer, JsonNode rule, String path) {
        List<Fault> faults = new ArrayList<>();
        for (String key : read.keys()) {
            boolean isKnown = ofIssuer.stream().anyMatch(other -> other.keys().contains(key));
            if (isKnown) {
                continue;
            }
            if (key.startsWith("jwks ") && SYMMETRIC.matcher(rule.path("jwks").asText()).find()) {
                faults.add(new Fault(
                        path + ".jwks",
                        "holds a symmetric key, with which whoever can read this object can make tokens",
                        "give public keys only"));
            } else if (!isApproved(read.issuer(), key)) {
                faults.add(unknown(read, key, rule, path));
            }
        }
        return faults;
    }

    private static Fault unknown(TokenRule read, String key, JsonNode rule, String path) {
        String issuer = read.issuer();
        String uri = rule.has("jwksUri") ? ".jwksUri" : ".jwks_uri";
        String field = key.equals(TokenRule.DISCOVERY) || issuer.isEmpty()
                ? ".issuer"
                : key.startsWith("jwks ") ? ".jwks" : uri;
        if (issuer.isEmpty()) {
            return new Fault(
                    path + field, "is empty, and any token that these keys signed would be good", "name the issuer");
        }
        String source = source(key);
        String which = key.equals(TokenRule.DISCOVERY)
                ? "keys that this issuer names"
                : key.startsWith("jwks ") ? "keys written in the rule" : "the keys at " + source;
        return new Fault(
                path + field,
                "makes tokens of " + issuer + " good by " + which + ", which nobody approved",
                read.keys().size() > 1
                        ? "name one source of keys only"
                        : "approve them in Sallyport's chart value settings.guard.issuers: {\"" + issuer + "\": \""
                                + source + "\"}");
    }

    private static String source(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }

    private boolean isApproved(String issuer, String key) {
        String source = source(key);
        boolean ownIssuer = settings.tokens().issuer().filter(issuer::equals).isPresent()
                && settings.tokens().jwksUri().filter(source::equals).isPresent();
        return !issuer.isEmpty() && (source.equals(settings.guard().issuers().get(issuer)) || ownIssuer);
    }

    /** Rules of an issuer add up, so a new one without audiences undoes the others'. */
    private static Optional<Fault> audiences(
            TokenRule read, List<TokenRule> ofIssuer, String path, String approval) {
        Set<String> more = news(read, TokenRule::audiences, ofIssuer);
        boolean checked = !ofIssuer.isEmpty() && ofIssuer.stream().noneMatch(other -> other.audiences().isEmpty());
        if (!checked || (!read.audiences().isEmpty() && more.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                path + ".audiences",
                "lets in tokens of " + read.issuer() + " for " + (more.isEmpty() ? "any audience" : more)
                        + ", which were refused so far",
                "leave audiences as they were, or approve the rule: " + wayOut(approval)));
    }

    /** Not without a token, but with somebody else's. */
    private static Fault location(String path, String where, Set<String> names, String why, String approval) {
        return new Fault(
                path,
                "takes tokens from " + where + " " + names + " as well, and a token there " + why,
                "name fromHeaders only, or approve the rule: " + wayOut(approval));
    }

    private static String wayOut(String approval) {
        return "put " + approval + " into Sallyport's chart value settings.guard.extensions";
    }

    /**
     * Envoy takes a header away from the client only by a rule that writes it, and stops at the first rule that takes the
     * token. Which claim is written does not matter here: where it is absent the header is taken away too.
     */
    private List<Fault> headers(TokenRule read, List<TokenRule> ofIssuer, String path) {
        List<Fault> faults = new ArrayList<>();
        for (String header : new TreeSet<>(settings.tokens().claimHeaders().keySet())) {
            String name = header.toLowerCase(Locale.ROOT);
            boolean openBefore = ofIssuer.stream().anyMatch(other -> !other.headers().contains(name));
            if (!read.headers().contains(name) && !openBefore) {
                faults.add(new Fault(
                        path + ".outputClaimToHeaders",
                        "does not write " + name + ", so whoever has a token of this rule can send that header himself"
                                + " and be anybody",
                        "add {header: " + header + ", claim: "
                                + settings.tokens().claimHeaders().get(header) + "}"));
            }
        }
        return faults;
    }

    /** What no known rule of the issuer has; nothing where there is none, since an approved issuer is approved whole. */
    private static Set<String> news(
            TokenRule read, Function<TokenRule, Set<String>> field, List<TokenRule> ofIssuer) {
        Set<String> more = new TreeSet<>(ofIssuer.isEmpty() ? Set.of() : field.apply(read));
        ofIssuer.forEach(rule -> more.removeAll(field.apply(rule)));
        return more;
    }
}
