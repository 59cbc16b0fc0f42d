package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.AskedRequests;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.ProtectedPolicy;
import io.sallyport.core.policy.space.Box;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a policy that keeps requests without a token out.
 *
 * @param own    as we would write it; empty for one that is not ours
 * @param asked  requests that it has to go on denying if it denied them
 * @param letGo  how to be allowed to delete it
 * @param change how to be allowed to change it; empty if that depends on what is changed
 */
public record Protection(Optional<JsonNode> own, Box asked, String letGo, Optional<String> change) {

    /** Empty for a policy that nobody protects. */
    public static Optional<Protection> of(String name, ExposureSettings settings) {
        var companions = new GatewayCompanions(settings);
        Box asked = asked(name, settings);
        if (name.equals(settings.policies().requireJwt())) {
            return Optional.of(new Protection(
                    Optional.empty(), asked, "name another policy in its chart value settings.policies.requireJwt", Optional.empty()));
        }
        if (name.equals(GatewayCompanions.GUARD) && settings.guard().create()) {
            return Optional.of(new Protection(
                    Optional.of(companions.guard()), asked, "set its chart value settings.guard.create to false", Optional.empty()));
        }
        return companions.seal().filter(_ -> name.equals(GatewayCompanions.SEAL)).map(seal -> new Protection(
                Optional.of(seal), asked, "empty its chart value settings.gateway.signInHosts",
                Optional.of("leave it as it was, or change Sallyport's chart values settings.gateway.signInHosts and signInPaths")));
    }

    /** The seal is there for paths that others may leave open. */
    static Box asked(String name, ExposureSettings settings) {
        return name.equals(GatewayCompanions.SEAL) ? Box.ALL : AskedRequests.by(settings);
    }

    public Fault deletion(Write write) {
        return new Fault(
                write.ref().toString(),
                "keeps requests without a token out and may not be deleted",
                "uninstall Sallyport first, or " + letGo);
    }

    /** What an edit of it opens. */
    public List<Fault> faults(Write write, GatewayWorkload gateway, Proof proof) {
        if (restored(write.after())) {
            return List.of();
        }
        return ProtectedPolicy.faults(write.before(), write.after(), gateway, asked, proof).stream()
                .map(fault -> new Fault(fault.path(), fault.problem(), change.orElse(fault.fix()), fault.counterexample()))
                .toList();
    }

    /** Whoever brings ours to exactly what we would write, mends it: our own controller after a change of settings. */
    private boolean restored(JsonNode after) {
        return AuthorizationPolicy.from(after).enforced()
                && own.filter(wanted -> wanted.path("spec").equals(after.path("spec"))).isPresent();
    }
}
