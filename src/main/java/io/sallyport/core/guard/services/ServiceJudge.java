package io.sallyport.core.guard.services;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.AddedPorts;
import io.sallyport.core.guard.gateway.GuardedServices;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Services: a guarded one stays a Service of Pods, the gateway's and istiod's of the Pods that are judged as such; and no
 * other takes the address of one, which kube-proxy would follow ({@code externalIPs}, CVE-2020-8554).
 */
public final class ServiceJudge implements Judge {
    private static final String ALIAS = "ExternalName";

    private final ExposureSettings settings;
    private final GuardedServices guarded;

    public ServiceJudge(ExposureSettings settings) {
        this.settings = settings;
        this.guarded = new GuardedServices(settings);
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes()) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>(shape(write.after()));
        if (!faults.isEmpty()) {
            return faults;
        }
        faults.addAll(takenAddresses(write, cluster));
        ServiceName service = name(write);
        if (guarded.contain(service)) {
            alias(write).ifPresent(faults::add);
            guarded.pods(service).flatMap(labels -> selector(write, labels, service)).ifPresent(faults::add);
        }
        if (faults.isEmpty() && write.ref().namespace().equals(settings.gateway().namespace())) {
            AddedPorts.unnamed(cluster, cluster.with(write.after()), settings, "spec.ports", proof).ifPresent(faults::add);
        }
        return faults;
    }

    /** A name that is still to be generated begins like that. */
    private static ServiceName name(Write write) {
        String name = write.ref().name();
        return new ServiceName(
                write.ref().namespace(), name.isEmpty() ? write.after().at("/metadata/generateName").asText() : name);
    }

    private static Optional<Fault> alias(Write write) {
        boolean was = write.before().at("/spec/type").asText().equals(ALIAS);
        return was || !write.after().at("/spec/type").asText().equals(ALIAS)
                ? Optional.empty()
                : Optional.of(new Fault(
                        "spec.type",
                        "would make another host of a Service that the gateway or its sign-in uses",
                        "leave it a Service of Pods, or take it out of Sallyport's chart value settings.guard.signIn first"));
    }

    private Optional<Fault> selector(Write write, Map<String, String> needed, ServiceName service) {
        Map<String, String> after = Json.textMap(write.after().at("/spec/selector"));
        boolean same = !write.creates() && !write.changes("/spec/selector");
        return same || after.entrySet().containsAll(needed.entrySet())
                ? Optional.empty()
                : Optional.of(new Fault(
                        "spec.selector",
                        "would lead to Pods that need not have " + needed + ", by which the gateway's policies and Sallyport know them",
                        guarded.isIstiod(service)
                                ? "keep these labels in it"
                                : "keep these labels in it, or change Sallyport's chart value settings.gateway.selector first"));
    }

    private List<Fault> takenAddresses(Write write, ClusterObjects cluster) {
        List<String> before = Json.texts(write.before().at("/spec/externalIPs"));
        List<String> addresses = Json.texts(write.after().at("/spec/externalIPs"));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            String path = "spec.externalIPs[" + i + "]";
            if (!before.contains(address)) {
                owner(address, write, cluster)
                        .map(owner -> new Fault(
                                path,
                                "is an address of the Service " + owner + ", whose calls this one would get",
                                "use an address of its own"))
                        .ifPresent(faults::add);
            }
        }
        return faults;
    }

    private Optional<ServiceName> owner(String address, Write write, ClusterObjects cluster) {
        return cluster.of(GroupKind.SERVICE).stream()
                .filter(service -> addresses(service).anyMatch(address::equals))
                .map(service -> new ServiceName(
                        service.at("/metadata/namespace").asText(), service.at("/metadata/name").asText()))
                .filter(guarded::contain)
                .filter(owner -> !owner.equals(name(write)))
                .findFirst();
    }

    private static Stream<String> addresses(JsonNode service) {
        JsonNode spec = service.path("spec");
        return Stream.of(
                        Stream.of(spec.path("clusterIP").asText(""), spec.path("loadBalancerIP").asText("")),
                        Json.texts(spec.path("clusterIPs")).stream(),
                        Json.texts(spec.path("externalIPs")).stream(),
                        Json.elements(service.at("/status/loadBalancer/ingress")).stream().map(found -> found.path("ip").asText("")))
                .flatMap(found -> found)
                .filter(address -> !address.isEmpty());
    }

    private static List<Fault> shape(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new Shape()
                .mapping("spec", spec)
                .text("spec.type", spec.path("type"))
                .textMap("spec.selector", spec.path("selector"))
                .mappings("spec.ports", spec.path("ports"))
                .texts("spec.externalIPs", spec.path("externalIPs"))
                .faults();
    }
}
