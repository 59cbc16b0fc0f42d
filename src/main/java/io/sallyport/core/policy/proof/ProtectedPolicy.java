package io.sallyport.core.policy.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AuthorizationPolicy;
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
    private ProtectedPolicy() {}

    /**
     * What the edit opens, change by change, each with a request that would get through; empty if it opens nothing.
     *
     * @param asked the requests that matter
     */
    public static List<Fault> faults(JsonNode before, JsonNode after, GatewayWorkload gateway, Box asked) {
        AuthorizationPolicy was = AuthorizationPolicy.from(before);
        Verdict verdict = Coverage.kept(was, AuthorizationPolicy.from(after), gateway, asked);
        Optional<Fault> whole = fault("spec", "", verdict);
        if (whole.isEmpty()) {
            return List.of();
        }
        List<FieldChange> changes = FieldChange.between(before, after);
        if (changes.size() == 1) {
            return fault(changes.getFirst().path(), shown(changes.getFirst().value()), verdict).stream().toList();
        }
        List<Fault> faults = new ArrayList<>();
        for (FieldChange change : changes) {
            AuthorizationPolicy changed = AuthorizationPolicy.from(change.on().apply(before));
            fault(change.path(), shown(change.value()), Coverage.kept(was, changed, gateway, asked))
                    .ifPresent(faults::add);
        }
        // Changes that are harmless one by one can open something together.
        return faults.isEmpty() ? List.of(whole.get()) : faults;
    }

    private static Optional<Fault> fault(String path, String value, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    path,
                    value + "would let in, without a token, " + request,
                    WayOut.of(path),
                    Optional.of(request)));
            case Verdict.Unproven(String reason) -> Optional.of(new Fault(
                    path,
                    value + "makes it too hard to prove that nobody gets in without a token (" + reason + ")",
                    "write it with fewer or plainer patterns"));
        };
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "taken away ";
        }
        return "set to " + Excerpt.of(value.toString(), LONGEST_VALUE) + " ";
    }
}
