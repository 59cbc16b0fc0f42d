package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.PublicPaths.Endpoint;
import io.sallyport.core.model.DeploymentMode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.policy.proof.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out a model's companions; the same code serves the controller and {@code sallyport render}. */
public final class CompanionPlanner {
    private final ExposureSettings settings;

    public CompanionPlanner(ExposureSettings settings) {
        this.settings = settings;
    }

    /** The model with the address that KServe is going to give it; for files that have no status. */
    public InferenceService addressed(InferenceService service) {
        return service.address().isPresent()
                ? service
                : service.withAddress(Destination.usualAddress(service, settings));
    }

    /**
     * The model with the address it had when its route was written. KServe takes the address away while it is unsure of
     * its own route, though the model's Service is where it was: a model that answers goes on answering.
     */
    public static InferenceService remembered(InferenceService service, List<JsonNode> companions) {
        return service.address().isPresent()
                ? service
                : Destination.addressBehind(companions).map(service::withAddress).orElse(service);
    }

    /** What is desired for a model, given the state of the gateway and of the mesh around the model's Pods. */
    public CompanionPlan desired(Exposure.Asked asked, GatewayState gateway, MeshState mesh) {
        InferenceService service = asked.service();
        List<String> reasons = new ArrayList<>(obstacles(gateway));
        Optional<Destination> destination = Destination.of(service, settings);
        if (service.address().isEmpty()) {
            reasons.add("KServe has not published the model's address yet");
        } else if (destination.isEmpty()) {
            reasons.add("status.address.url names \"" + service.address().get() + "\", which is not a Service of the model");
        }
        if (!reasons.isEmpty()) {
            return new CompanionPlan.Waiting(reasons);
        }
        boolean namesGateway = mesh.restricted() || (settings.lockPods() && mesh.sidecar());
        if (namesGateway && service.mode() == DeploymentMode.STANDARD && gateway.principals().isEmpty()) {
            return new CompanionPlan.Paused(
                    "no gateway Pod runs, so the identity that the model's Pods must let in is not known");
        }
        return new CompanionPlan.Companions(companions(asked, destination.orElseThrow(), gateway, mesh));
    }

    /** What keeps every model closed; empty when the gateway is ready. */
    public static List<String> obstacles(GatewayState gateway) {
        List<String> reasons = new ArrayList<>();
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

    private List<JsonNode> companions(
            Exposure.Asked asked, Destination destination, GatewayState gateway, MeshState mesh) {
        InferenceService service = asked.service();
        String issuer = gateway.issuer().orElseThrow();
        List<Endpoint> endpoints = PublicPaths.of(
                settings.path(service.namespace(), service.name()),
                asked.protocol(),
                service.server().modelName());
        var policies = new AuthorizationPolicyCompanion(service, endpoints);
        boolean hidden = service.mode() == DeploymentMode.KNATIVE;
        List<JsonNode> objects = new ArrayList<>();
        if (mesh.restricted() && hidden) {
            objects.add(new RequestAuthenticationCompanion(settings, issuer, gateway.jwks()).forPods(service));
            objects.add(policies.allowingCallers(asked.callers(), issuer));
        } else if (mesh.restricted()) {
            objects.add(policies.allowingGateway(gateway.principals()));
        }
        if (settings.lockPods() && mesh.sidecar() && !hidden) {
            objects.add(policies.locking(gateway.principals()));
        }
        boolean forwardToken = settings.tokens().forward() || (hidden && (mesh.restricted() || gateway.secondJwt()));
        // Last: the way in opens when everything behind it stands.
        objects.add(new VirtualServiceCompanion(asked, settings, issuer).desired(destination, endpoints, forwardToken));
        return objects;
    }
}
