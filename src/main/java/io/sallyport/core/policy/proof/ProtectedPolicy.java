package io.sallyport.core.policy.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges an edit of a policy that keeps token-less requests out: each request that it denied has to be denied by it
 * still. That another policy denies it as well is no licence.
 */
public final class ProtectedPolicy {
    private static final int LONGEST_VALUE = 81;

    /** Steps for reading a policy once more, for each of its nodes and besides. */
    private static final int STEPS = 8;

    private static final int CHANGE = 600;

    private ProtectedPolicy() {}

    /**
     * What the edit opens, change by change, each with a request that would get through; empty if it opens nothing.
     *
     * @param asked the requests that matter
     */
    public static List<Fault> faults(JsonNode before, JsonNode after, GatewayWorkload gateway, Box asked, Proof proof) {
        AuthorizationPolicy was = AuthorizationPolicy.from(before);
        List<FieldChange> changes = FieldChange.between(before, after);
        Proof whole = proof.at(changes.size() == 1 ? changes.getFirst().path() : "spec");
        if (!(Coverage.kept(was, AuthorizationPolicy.from(after), gateway, asked, whole)
                instanceof Verdict.Open(Counterexample request))) {
            return List.of();
        }
        if (changes.size() == 1) {
            return List.of(fault(changes.getFirst().path(), shown(changes.getFirst().value()), request));
        }
        long size = Json.size(before);
        List<Fault> faults = new ArrayList<>();
        for (FieldChange change : changes) {
            // That it is refused is sure by now, and a change that is too much to look into alone is among the others.
            proof.ifAffordable(0.5, part -> {
                        part.charge(CHANGE + STEPS * size);
                        AuthorizationPolicy changed = AuthorizationPolicy.from(change.on().apply(before));
                        return Coverage.kept(was, changed, gateway, asked, part);
                    })
                    .filter(Verdict.Open.class::isInstance)
                    .map(open -> fault(change.path(), shown(change.value()), ((Verdict.Open) open).counterexample()))
                    .ifPresent(faults::add);
        }
        // Changes that are harmless one by one can open something together.
        return faults.isEmpty() ? List.of(fault("spec", "", request)) : faults;
    }

    private static Fault fault(String path, String value, Counterexample request) {
        return new Fault(path, value + "would let in, without a token, " + request, WayOut.of(path), Optional.of(request));
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "taken away ";
        }
        return "set to " + Excerpt.of(value.toString(), LONGEST_VALUE) + " ";
    }
}
