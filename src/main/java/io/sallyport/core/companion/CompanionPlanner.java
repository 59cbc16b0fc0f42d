package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.network.NetworkPolicyCompanion;
import io.sallyport.core.companion.token.VerifiedIssuer;
import io.sallyport.core.companion.way.Destination;
import io.sallyport.core.companion.way.TokenHandover;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.caller.Caller;
import io.sallyport.core.model.caller.Callers;
import io.sallyport.core.model.caller.Issuer;
import io.sallyport.core.model.caller.TokenMatch;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.core.serving.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Works out a model's companions; the same code serves the controller and {@code sallyport render}. */
public final class CompanionPlanner {
    private final ExposureSettings settings;

    public CompanionPlanner(ExposureSettings settings) {
        this.settings = settings;
    }

    /** The model with the address that KServe is going to give it; for files that have no status. */
    public Model addressed(Model service) {
        return service.address().isPresent()
                ? service
                : service.withAddress(Destination.usualAddress(service, settings));
    }

    /**
     * The model with the address it had when its route was written. KServe takes the address away while it is unsure of
     * its own route, though the model's Service is where it was: a model that answers goes on answering.
     */
    public static Model remembered(Model service, List<JsonNode> companions) {
        return service.address().isPresent()
                ? service
                : Destination.addressBehind(companions).map(service::withAddress).orElse(service);
    }

    /** What is going to lock a model besides the gateway. */
    public PodLock lock(Exposure.Asked asked, GatewayState gateway, MeshState mesh) {
        PodLock lock = PodLock.of(asked, mesh, gateway, settings);
        return asked.service().explainer().isEmpty()
                ? lock
                : lock.weaker(PodLock.of(asked, mesh.explainer(), gateway, settings));
    }

    /**
     * Which callers nothing is opened to yet, and why; empty if there are none.
     *
     * @param identities that there are now
     */
    public static Optional<String> waiting(Exposure.Asked asked, GatewayState gateway, Identities identities) {
        List<Caller> unverified = unverified(asked, gateway);
        List<String> reasons = new ArrayList<>();
        if (!unverified.isEmpty()) {
            reasons.add("not yet for " + new Callers(unverified).described() + ": " + notVerified(unverified));
        }
        Map<String, List<Caller>> absent = new LinkedHashMap<>();
        asked.callers().allowed().forEach(caller ->
                caller.absent(identities).ifPresent(why -> absent.computeIfAbsent(why, _ -> new ArrayList<>()).add(caller)));
        absent.forEach((why, callers) -> reasons.add("not yet for " + new Callers(callers).described() + ": " + why));
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }

    /** The same where nothing is known of ServiceAccounts but their names. */
    public CompanionPlan desired(Exposure.Asked asked, GatewayState gateway, MeshState mesh) {
        return desired(asked, gateway, mesh, Identities.UNKNOWN);
    }

    /**
     * What is desired for a model, given the state of the gateway and of the mesh around the model's Pods.
     *
     * @param identities that there are now
     */
    public CompanionPlan desired(Exposure.Asked asked, GatewayState gateway, MeshState mesh, Identities identities) {
        if (!gateway.missed().isEmpty()) {
            return new CompanionPlan.Paused(String.join("; ", gateway.missed()));
        }
        List<Caller> waiting = unverified(asked, gateway);
        List<Caller> allowed = asked.callers().allowed().stream().filter(caller -> !waiting.contains(caller)).toList();
        return allowed.isEmpty()
                ? new CompanionPlan.Waiting(List.of(notVerified(waiting)))
                : of(asked.with(new Callers(allowed)), gateway, mesh, identities);
    }

    private static List<Caller> unverified(Exposure.Asked asked, GatewayState gateway) {
        return asked.callers().allowed().stream().filter(caller -> !gateway.verifies(caller.issuer())).toList();
    }

    private static String notVerified(List<Caller> waiting) {
        return "tokens of " + waiting.stream()
                .map(Caller::issuer)
                .flatMap(issuer -> issuer instanceof Issuer.Further(TokenIssuer further) ? Stream.of(further.url()) : Stream.empty())
                .distinct()
                .collect(Collectors.joining(", ")) + " are not verified for models yet";
    }

    private CompanionPlan of(Exposure.Asked asked, GatewayState gateway, MeshState mesh, Identities identities) {
        Model service = asked.service();
        List<String> reasons = new ArrayList<>(obstacles(gateway));
        List<TokenMatch> tokens = asked.callers().tokens(identities);
        if (tokens.isEmpty()) {
            reasons.add("none of its callers exists: " + asked.callers().described());
        }
        Optional<Destination> destination = Destination.of(service, settings);
        if (service.address().isEmpty()) {
            reasons.add("KServe has not published the model's address yet"
                    + service.unready().map(why -> ", since it is not ready: " + why).orElse(""));
        } else if (destination.isEmpty()) {
            reasons.add("status.address.url names \"" + service.address().get() + "\", which is not a Service of the model");
        }
        if (!reasons.isEmpty()) {
            return new CompanionPlan.Waiting(reasons);
        }
        PodLock weakest = lock(asked, gateway, mesh);
        if (weakest instanceof PodLock.Refused(List<Fault> faults)) {
            return new CompanionPlan.Refused(faults);
        }
        List<ExposedPart> parts = ExposedPart.of(asked, destination.orElseThrow(), mesh, settings);
        boolean locked = parts.stream().anyMatch(part -> lock(asked, part, gateway) instanceof PodLock.AtPod);
        return Optional.of(locked)
                .filter(Boolean::booleanValue)
                .flatMap(_ -> unready(service, gateway))
                .<CompanionPlan>map(CompanionPlan.Paused::new)
                .orElseGet(() -> new CompanionPlan.Companions(companions(asked, parts, tokens, gateway), weakest));
    }

    private PodLock lock(Exposure.Asked asked, ExposedPart part, GatewayState gateway) {
        return PodLock.of(asked, part.mesh(), gateway, settings);
    }

    /** The way in comes last: it opens when everything behind it is there. */
    private List<JsonNode> companions(
            Exposure.Asked asked, List<ExposedPart> parts, List<TokenMatch> tokens, GatewayState gateway) {
        List<JsonNode> objects = new ArrayList<>();
        List<VirtualServiceCompanion.Way> ways = new ArrayList<>();
        for (ExposedPart part : parts) {
            if (settings.pods().networkPolicy() && part.mesh().dataplane() == Dataplane.NONE && !part.mesh().network().ofNode()) {
                objects.add(new NetworkPolicyCompanion(settings, gateway.knative())
                        .desired(asked.service(), Ownership.metadata(asked.service(), part.name()), part.component()));
            }
            TokenHandover handover = handover(asked.service(), gateway);
            if (lock(asked, part, gateway) instanceof PodLock.AtPod lock) {
                objects.addAll(atPod(asked, part, tokens, gateway, lock));
                handover = TokenHandover.OWN_FORM;
            }
            for (Endpoint endpoint : part.endpoints()) {
                ways.add(new VirtualServiceCompanion.Way(endpoint, part.component(), part.shares(), handover));
            }
        }
        objects.addAll(new VirtualServiceCompanion(asked, settings, gateway.issuer().orElseThrow(), tokens).desired(ways));
        return objects;
    }

    /** What the Pod's lock needs and is not there yet. */
    private static Optional<String> unready(Model service, GatewayState gateway) {
        if (service.mode() == DeploymentMode.STANDARD && gateway.principals().isEmpty()) {
            return Optional.of("no gateway Pod runs, so the identity that the model's Pods must let in is not known");
        }
        return gateway.podKeys()
                ? Optional.empty()
                : Optional.of("the Pods of models do not verify tokens of " + gateway.issuer().orElseThrow() + " yet");
    }

    /** What keeps every model closed; empty when the gateway is ready. */
    public static List<String> obstacles(GatewayState gateway) {
        List<String> reasons = new ArrayList<>(gateway.missed());
        if (gateway.lock() instanceof Lock.Open(String reason)) {
            reasons.add(reason);
        }
        if (gateway.issuer().isEmpty()) {
            reasons.add("the issuer of ServiceAccount tokens is not known yet");
        } else if (!gateway.keys()) {
            reasons.add("the gateway does not verify tokens of " + gateway.issuer().get() + " yet");
        }
        return reasons;
    }

    /** What makes the Pods of a part ask again. */
    private List<JsonNode> atPod(
            Exposure.Asked asked, ExposedPart part, List<TokenMatch> tokens, GatewayState gateway, PodLock.AtPod lock) {
        Model service = asked.service();
        String issuer = gateway.issuer().orElseThrow();
        var policies = new AuthorizationPolicyCompanion(service, part, CallerClaims.of(tokens, issuer, settings));
        List<JsonNode> objects = new ArrayList<>();
        if (service.mode() == DeploymentMode.KNATIVE) {
            objects.add(new RequestAuthenticationCompanion(settings, verified(asked, issuer, gateway)).forPods(service, part));
        }
        if (lock.denies()) {
            objects.add(policies.denying(lock.hops()));
        }
        if (lock.admits()) {
            objects.add(policies.admitting(lock.hops()));
        }
        return objects;
    }

    /** The API server, whose callers may come later, and the others that callers have tokens of. */
    private List<VerifiedIssuer> verified(Exposure.Asked asked, String issuer, GatewayState gateway) {
        return Stream.concat(
                        Stream.of(VerifiedIssuer.ofApiServer(issuer, gateway.jwks(), settings)),
                        asked.callers().allowed().stream()
                                .map(Caller::issuer)
                                .distinct()
                                .flatMap(of -> of instanceof Issuer.Further(TokenIssuer further)
                                        ? Stream.of(VerifiedIssuer.of(further, settings))
                                        : Stream.empty()))
                .toList();
    }

    /** Where the Pod does not ask for the token. */
    private TokenHandover handover(Model service, GatewayState gateway) {
        boolean nextGateway = service.mode() == DeploymentMode.KNATIVE && gateway.secondJwt();
        return settings.tokens().forward() || nextGateway ? TokenHandover.AS_IT_CAME : TokenHandover.TAKEN_OFF;
    }
}
