package io.sallyport.core.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.explain.TokenRules.Rule;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.ArrivedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Envoy's jwt_authn does with a token, as Istio sets it up: a token that is good for one rule passes; a request
 * without any passes too, and has no principal; every other is refused.
 */
final class TokenCheck {
    private static final int CLOCK_SKEW_SECONDS = 60;

    /**
     * @param status  empty if the request goes on
     * @param request as it goes on
     */
    record Result(Optional<String> status, ArrivedRequest request, Step step) {}

    private TokenCheck() {}

    static Result of(ArrivedRequest request, List<Rule> rules, Instant now) {
        if (rules.isEmpty()) {
            return passed(request, "no RequestAuthentication reaches the gateway, so nobody has a principal");
        }
        if (isPreflight(request)) {
            return passed(request, "a CORS preflight is not asked for a token, so it has no principal");
        }
        Optional<Result> refused = Optional.empty();
        for (Rule rule : rules) {
            for (SentToken token : SentToken.of(request, rule.rule())) {
                Optional<Result> fault = fault(request, rule, token, now);
                if (fault.isEmpty()) {
                    return accepted(request, rule, token);
                }
                // What was refused by the rule of its own issuer says more than that other rules do not know it.
                boolean itsOwn = token.claims().filter(claims -> isOf(rule, claims)).isPresent();
                refused = refused.isEmpty() || itsOwn ? fault : refused;
            }
        }
        return refused.orElseGet(() -> passed(request, "no token, so there is no principal"));
    }

    private static Optional<Result> fault(ArrivedRequest request, Rule rule, SentToken token, Instant now) {
        if (token.claims().isEmpty()) {
            return Optional.of(refused("401", request, rule, "what is sent as a token is not of the form header.payload.signature"));
        }
        JsonNode claims = token.claims().get();
        if (!isOf(rule, claims)) {
            return Optional.of(new Result(
                    Optional.of("401"),
                    request,
                    Step.of(Step.Stage.JWT, "no RequestAuthentication of the gateway knows the issuer \"" + claims.path("iss").asText("") + "\"")));
        }
        if (claims.path("exp").isNumber() && claims.path("exp").asLong() + CLOCK_SKEW_SECONDS < now.getEpochSecond()) {
            return Optional.of(refused("401", request, rule, "the token has expired (claim exp)"));
        }
        if (claims.path("nbf").isNumber() && claims.path("nbf").asLong() - CLOCK_SKEW_SECONDS > now.getEpochSecond()) {
            return Optional.of(refused("401", request, rule, "the token is not valid yet (claim nbf)"));
        }
        List<String> audiences = claims.path("aud").isTextual() ? List.of(claims.path("aud").asText()) : Json.texts(claims.path("aud"));
        if (!rule.audiences().isEmpty() && rule.audiences().stream().noneMatch(audiences::contains)) {
            return Optional.of(refused("403", request, rule, "the token is for " + audiences + " and not for " + rule.audiences() + " (audiences)"));
        }
        return Optional.empty();
    }

    /** A rule without an issuer takes them all. */
    private static boolean isOf(Rule rule, JsonNode claims) {
        return rule.issuer().isEmpty() || rule.issuer().equals(claims.path("iss").asText(""));
    }

    private static Result accepted(ArrivedRequest request, Rule rule, SentToken token) {
        JsonNode claims = token.claims().orElseThrow();
        ArrivedRequest changed = request.with(claims);
        if (!rule.forwards() && !token.header().isEmpty()) {
            changed = changed.withoutHeader(token.header());
        }
        for (JsonNode output : Json.elements(rule.rule().path("outputClaimToHeaders"))) {
            JsonNode claim = claims;
            for (String name : output.path("claim").asText().split("\\.")) {
                claim = claim.path(name);
            }
            String header = output.path("header").asText();
            changed = claim.isMissingNode()
                    ? changed.withoutHeader(header)
                    : changed.withHeader(header, claim.isValueNode() ? claim.asText() : claim.toString());
        }
        String principal = claims.path("iss").asText("") + "/" + claims.path("sub").asText("");
        return new Result(
                Optional.empty(),
                changed,
                new Step(Step.Stage.JWT, Optional.of(rule.from()), rule.field(), "accepts the token, if it is well signed: the principal is " + principal));
    }

    private static Result passed(ArrivedRequest request, String text) {
        return new Result(Optional.empty(), request, Step.of(Step.Stage.JWT, text));
    }

    private static Result refused(String status, ArrivedRequest request, Rule rule, String text) {
        return new Result(
                Optional.of(status), request, new Step(Step.Stage.JWT, Optional.of(rule.from()), rule.field(), text));
    }

    private static boolean isPreflight(ArrivedRequest request) {
        return request.method().equals("OPTIONS")
                && !request.values("origin").isEmpty()
                && !request.values("access-control-request-method").isEmpty();
    }
}
