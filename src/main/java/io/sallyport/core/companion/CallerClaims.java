package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.caller.Caller;
import io.sallyport.core.model.caller.Callers;
import io.sallyport.core.model.caller.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the token of a caller says, as conditions of a policy at the Pod. All of it is asked there: Istio takes a token if any
 * one RequestAuthentication that reaches the Pod does, with its issuer and its audiences, and splits a request principal at
 * its last slash, which a subject may have (pilot/pkg/security/authn/policy_applier.go, authz/model/generator.go).
 *
 * @param issuer    of the token
 * @param audiences one of them is in it; empty if none is asked for
 */
record CallerClaims(String issuer, List<String> audiences, Callers callers) {

    /** Conditions that hold together for a caller's token, and for no other. */
    List<ObjectNode> held() {
        return conditions("values");
    }

    /** Conditions of which one holds at least for a request without such a token. */
    List<ObjectNode> lacking() {
        return conditions("notValues");
    }

    private List<ObjectNode> conditions(String field) {
        List<ObjectNode> conditions = new ArrayList<>();
        conditions.add(claim(Claim.ISSUER, field, List.of(issuer)));
        if (!audiences.isEmpty()) {
            conditions.add(claim(Claim.AUDIENCE, field, audiences));
        }
        callers.allowed().stream()
                .collect(Collectors.groupingBy(Caller::claim, LinkedHashMap::new, Collectors.toList()))
                .forEach((claim, same) -> conditions.add(
                        claim(claim, field, same.stream().map(caller -> caller.value().policyValue()).toList())));
        return conditions;
    }

    private static ObjectNode claim(Claim claim, String field, List<String> values) {
        return Json.object("key", claim.policyKey(), field, values);
    }
}
