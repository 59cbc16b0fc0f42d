package io.sallyport.core.guard.services;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedServices;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Proof;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * ServiceEntries: none takes the name of a Service of another namespace. Istio prefers the Service while there is one
 * (pilot/pkg/model/sidecar.go, appendSidecarServices), and takes the entry when it goes; and a provider of the mesh finds no
 * host at all that two namespaces have, exported or not (pilot/pkg/model/telemetry_logging.go, LookupCluster), which would
 * shut everybody out.
 */
public final class ServiceEntryJudge implements Judge {
    private static final Set<String> AT_HOME = Set.of(".", "~");
    /** Of a proof, for each host: it is compared with each Service that is guarded, and may become a fault. */
    private static final int STEPS = 16;

    private final ExposureSettings settings;
    private final GuardedServices guarded;

    public ServiceEntryJudge(ExposureSettings settings) {
        this.settings = settings;
        this.guarded = new GuardedServices(settings);
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes()) {
            return List.of();
        }
        List<Fault> shape = shape(write.after());
        if (!shape.isEmpty()) {
            return shape;
        }
        proof.charge(STEPS * (long) write.after().at("/spec/hosts").size());
        boolean sameAudience = !write.changes("/spec/exportTo");
        Set<String> before = Set.copyOf(Json.texts(write.before().at("/spec/hosts")));
        List<String> hosts = Json.texts(write.after().at("/spec/hosts"));
        Map<Integer, String> taken = new TreeMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            if (!sameAudience || !before.contains(hosts.get(i))) {
                int index = i;
                ownerOf(hosts.get(i), write).ifPresent(service -> taken.put(index, service));
            }
        }
        if (taken.isEmpty()) {
            return List.of();
        }
        // It takes as long as the spec, so it is worked out once, and only for what would be refused.
        String hash = ContentHash.of(write.after().path("spec"));
        return settings.guard().extensions().contains(hash)
                ? List.of()
                : taken.entrySet().stream().map(entry -> fault(entry.getKey(), entry.getValue(), hash)).toList();
    }

    /** Whose name the host takes, in words; empty if it is the write's own. */
    private Optional<String> ownerOf(String host, Write write) {
        String home = write.ref().namespace();
        String name = host.toLowerCase(Locale.ROOT);
        Optional<String> service = guarded.all().stream()
                // Whoever may write there may serve the sign-in anyway, unless it is where the gateway is.
                .filter(known -> !known.namespace().equals(home) || home.equals(settings.gateway().namespace()))
                .map(known -> known.host(settings.clusterDomain()))
                .filter(known -> meet(name, known))
                .findFirst();
        String services = ".svc." + settings.clusterDomain();
        boolean ofOthers = meet(name, "*" + services) && !name.endsWith("." + home + services);
        return service.or(() -> ofOthers && exported(write) ? Optional.of("Services of other namespaces") : Optional.empty());
    }

    /** Whether there is a host that both are for; each may have a star at its beginning, and the second one in its name. */
    private static boolean meet(String host, String known) {
        String end = host.startsWith("*") ? host.substring(1) : host;
        String begin = known.contains("*") ? known.substring(0, known.indexOf('*')) : known;
        String rest = known.contains("*") ? known.substring(known.indexOf('*') + 1) : "";
        if (!known.contains("*")) {
            return host.startsWith("*") ? known.endsWith(end) : known.equals(host);
        }
        return host.startsWith("*")
                ? rest.endsWith(end) || end.endsWith(rest)
                : host.startsWith(begin) && host.endsWith(rest) && host.length() >= known.length();
    }

    private static boolean exported(Write write) {
        List<String> to = Json.texts(write.after().at("/spec/exportTo"));
        return to.isEmpty()
                || !to.stream().allMatch(namespace -> AT_HOME.contains(namespace) || namespace.equals(write.ref().namespace()));
    }

    private static Fault fault(int index, String whose, String hash) {
        return new Fault(
                "spec.hosts[" + index + "]",
                "takes the name of " + whose + ", so that calls to it could go elsewhere",
                "use a name that is not below the cluster's domain, or one of this namespace, or approve this very spec: put "
                        + hash
                        + " into Sallyport's chart value settings.guard.extensions");
    }

    private static List<Fault> shape(JsonNode object) {
        return new Shape()
                .mapping("spec", object.path("spec"))
                .texts("spec.hosts", object.at("/spec/hosts"))
                .texts("spec.exportTo", object.at("/spec/exportTo"))
                .faults();
    }
}
