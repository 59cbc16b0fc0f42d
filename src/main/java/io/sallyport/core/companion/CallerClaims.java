package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.token.IssuerTerms;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.caller.TokenMatch;
import io.sallyport.core.model.issuer.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the token of a caller says, as conditions of a policy at the Pod. All of it is asked there: Istio takes a token if any
 * one RequestAuthentication that reaches the Pod does, with its issuer and its audiences, and splits a request principal at
 * its last slash, which a subject may have (pilot/pkg/security/authn/policy_applier.go, authz/model/generator.go).
 */
record CallerClaims(List<OfIssuer> issuers) {
    private static final String ANY = "*";

    /** Of one issuer's tokens: one of the alternatives has to hold. */
    private record OfIssuer(IssuerTerms terms, List<Alternative> alternatives) {}

    /** Each claim has one of its values, and these others are not there. */
    private record Alternative(Map<Claim, List<String>> claims, List<Claim> absent) {
        List<ObjectNode> held() {
            return each("values", "notValues");
        }

        /** Of which one at least holds where this does not. */
        List<ObjectNode> failures() {
            return each("notValues", "values");
        }

        private List<ObjectNode> each(String ofClaims, String ofAbsent) {
            List<ObjectNode> conditions = new ArrayList<>();
            claims.forEach((claim, values) -> conditions.add(condition(claim, ofClaims, values)));
            absent.forEach(claim -> conditions.add(condition(claim, ofAbsent, List.of(ANY))));
            return conditions;
        }
    }

    /**
     * @param tokens    what is asked of callers' tokens
     * @param apiServer the URL of the issuer of ServiceAccounts' tokens
     */
    static CallerClaims of(List<TokenMatch> tokens, String apiServer, ExposureSettings settings) {
        Map<IssuerTerms, List<TokenMatch>> byIssuer = tokens.stream()
                .collect(Collectors.groupingBy(
                        token -> IssuerTerms.of(token.issuer(), apiServer, settings), LinkedHashMap::new, Collectors.toList()));
        return new CallerClaims(byIssuer.entrySet().stream()
                .map(entry -> new OfIssuer(entry.getKey(), alternatives(entry.getValue())))
                .toList());
    }

    /**
     * Those that ask for the same claims are one, and each claim has the values of all of them. A subject then meets the uids
     * of others as well, which no token joins with it: a uid is one account's.
     */
    private static List<Alternative> alternatives(List<TokenMatch> tokens) {
        return tokens.stream()
                .collect(Collectors.groupingBy(
                        token -> new Alternative(names(token), token.absent()), LinkedHashMap::new, Collectors.toList()))
                .entrySet().stream()
                .map(entry -> new Alternative(values(entry.getValue()), entry.getKey().absent))
                .toList();
    }

    private static Map<Claim, List<String>> names(TokenMatch token) {
        Map<Claim, List<String>> names = new LinkedHashMap<>();
        token.claims().keySet().forEach(claim -> names.put(claim, List.of()));
        return names;
    }

    private static Map<Claim, List<String>> values(List<TokenMatch> tokens) {
        Map<Claim, Set<String>> values = new LinkedHashMap<>();
        tokens.forEach(token -> token.claims().forEach((claim, value) -> values
                .computeIfAbsent(claim, _ -> new LinkedHashSet<>()).addAll(value.policyValues())));
        Map<Claim, List<String>> lists = new LinkedHashMap<>();
        values.forEach((claim, each) -> lists.put(claim, List.copyOf(each)));
        return lists;
    }

    /** Conditions of which all in one list hold for a caller's token, and for no other. */
    List<List<ObjectNode>> held() {
        List<List<ObjectNode>> rules = new ArrayList<>();
        for (OfIssuer of : issuers) {
            for (Alternative alternative : of.alternatives) {
                List<ObjectNode> rule = new ArrayList<>();
                rule.add(condition(Claim.ISSUER, "values", List.of(of.terms.url())));
                if (!of.terms.audiences().isEmpty()) {
                    rule.add(condition(Claim.AUDIENCE, "values", of.terms.audiences()));
                }
                rule.addAll(alternative.held());
                rules.add(rule);
            }
        }
        return rules;
    }

    /** Conditions of which all in one list at least hold for a request without such a token. */
    List<List<ObjectNode>> lacking() {
        List<List<ObjectNode>> rules = new ArrayList<>();
        rules.add(List.of(condition(Claim.ISSUER, "notValues", issuers.stream().map(of -> of.terms.url()).toList())));
        for (OfIssuer of : issuers) {
            // Of one issuer no more need be said: other issuers' tokens are refused by the first rule.
            List<ObjectNode> ofIssuer = issuers.size() == 1
                    ? List.of()
                    : List.of(condition(Claim.ISSUER, "values", List.of(of.terms.url())));
            if (!of.terms.audiences().isEmpty()) {
                rules.add(and(ofIssuer, condition(Claim.AUDIENCE, "notValues", of.terms.audiences())));
            }
            lacking(of.alternatives).forEach(rule -> rules.add(and(ofIssuer, rule.toArray(ObjectNode[]::new))));
        }
        return rules;
    }

    /** For each alternative one of what it asks fails: every combination of these. */
    private static List<List<ObjectNode>> lacking(List<Alternative> alternatives) {
        List<List<ObjectNode>> rules = List.of(List.of());
        for (Alternative alternative : alternatives) {
            List<ObjectNode> failures = alternative.failures();
            rules = rules.stream()
                    .flatMap(rule -> failures.stream().map(failure -> and(rule, failure)))
                    .toList();
        }
        return rules;
    }

    private static List<ObjectNode> and(List<ObjectNode> conditions, ObjectNode... more) {
        List<ObjectNode> all = new ArrayList<>(conditions);
        all.addAll(List.of(more));
        return all;
    }

    private static ObjectNode condition(Claim claim, String field, List<String> values) {
        return Json.object("key", claim.policyKey(), field, values);
    }
}
