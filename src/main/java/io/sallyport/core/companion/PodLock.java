package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.companion.network.NetworkPolicy;
import io.sallyport.core.companion.network.NetworkPolicyCompanion;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.util.List;

/** What locks a model besides the gateway. */
public sealed interface PodLock {

    /**
     * The Pod's sidecar asks again for a caller's token, whichever way a call has come.
     *
     * @param admits true if the Pod has to be told to let the callers in, since it refuses what nobody allows
     * @param denies true if whatever else comes from the hops is refused, even if the policies of others let it in
     * @param hops   who hands calls over
     */
    record AtPod(boolean admits, boolean denies, Hops hops) implements PodLock {}

    /** Nothing at the Pod asks again, but a NetworkPolicy of ours says who reaches it, and none of others lets more in. */
    record Narrowed() implements PodLock {}

    /** Nothing does; {@code reason} says why, for people. */
    record GatewayOnly(String reason) implements PodLock {}

    /** Such a model is not exposed. */
    record Refused(List<Fault> faults) implements PodLock {}

    /** @param gateway tells who hands calls over */
    static PodLock of(Exposure.Asked asked, MeshState mesh, GatewayState gateway, ExposureSettings settings) {
        boolean knative = asked.service().mode() == DeploymentMode.KNATIVE;
        Hops hops = knative ? gateway.knative() : new Hops(gateway.principals(), true);
        return switch (mesh.dataplane()) {
            case AMBIENT -> new Refused(List.of(new Fault(
                    "metadata.namespace",
                    "is in the mesh's ambient mode (istio.io/dataplane-mode), in which a Pod cannot be told to ask for tokens",
                    "use sidecars in this namespace, or take the model out of the mesh by its label istio.io/dataplane-mode: none")));
            case NONE -> settings.pods().requireMesh()
                    ? new Refused(List.of(new Fault(
                            "metadata.namespace",
                            "gives the model's Pods no sidecar that judges their calls, and Sallyport's chart value"
                                    + " settings.exposure.requireMesh asks for one",
                            "label the namespace istio-injection=enabled, and take off what keeps the sidecar out")))
                    : outsideMesh(asked, mesh, gateway, settings);
            case SIDECAR -> settings.tokens().forward() ? new Refused(List.of(forwarded())) : inMesh(mesh, hops, settings);
        };
    }

    private static PodLock outsideMesh(Exposure.Asked asked, MeshState mesh, GatewayState gateway, ExposureSettings settings) {
        if (!settings.pods().networkPolicy()) {
            return new GatewayOnly("the Pods have no sidecar, and whatever reaches them in the cluster may call them");
        }
        // Whom it lets in is the same for each part of a model.
        Model service = asked.service();
        JsonNode ours = new NetworkPolicyCompanion(settings, gateway.knative())
                .desired(service, Ownership.metadata(service, service.name()), service.component());
        String obstacle = mesh.network().obstacle(NetworkPolicy.from(ours));
        return obstacle.isEmpty() ? new Narrowed() : new GatewayOnly("the Pods have no sidecar, and " + obstacle);
    }

    private static PodLock inMesh(MeshState mesh, Hops hops, ExposureSettings settings) {
        boolean wanted = settings.pods().lock();
        boolean denies = wanted && !hops.principals().isEmpty();
        if (mesh.restricted() || denies) {
            return new AtPod(mesh.restricted(), denies, hops);
        }
        return new GatewayOnly(wanted
                ? "nothing that hands calls over to the Pods shows an identity, which settings.pod.lock needs"
                : "no ALLOW policy reaches the Pods, and whatever is in the mesh may call them (see settings.pod.lock)");
    }

    private static Fault forwarded() {
        return new Fault(
                "settings.tokens.forward",
                "is true in Sallyport's chart values, and Pods in the mesh take the caller's token off",
                "set it to false, or give the model no sidecar");
    }

    /** That which locks less. */
    default PodLock weaker(PodLock other) {
        return strength() <= other.strength() ? this : other;
    }

    private int strength() {
        return switch (this) {
            case Refused _ -> 0;
            case GatewayOnly _ -> 1;
            case Narrowed _ -> 2;
            case AtPod _ -> 3;
        };
    }

    /** For people, after what came before it and a semicolon: {@code lock: gateway and Pod}. */
    default String described() {
        return switch (this) {
            case AtPod(boolean _, boolean _, Hops(var _, boolean complete, var _)) -> complete
                    ? "lock: gateway and Pod"
                    : "lock: gateway and Pod, where the token alone counts: what hands calls over shows no identity";
            case Narrowed() -> "lock: gateway only, narrowed: a NetworkPolicy lets the gateway and few others reach the Pods, if the"
                    + " cluster's network enforces it";
            case GatewayOnly(String reason) -> "lock: gateway only, " + reason;
            case Refused(List<Fault> faults) -> "refused: " + faults;
        };
    }
}
