package io.sallyport.core.guard.workloads;

import io.sallyport.core.guard.gateway.GatewayMembership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.MeshConfigMaps;
import io.sallyport.core.guard.gateway.ModelLabels;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Pods, and what makes them, in the gateway's namespace: a Pod that gets the gateway's routes has to get its policies,
 * and neither it nor istiod may be told to forget them, by what they are started with or by files that they find. Images,
 * resources, replicas and restarts pass.
 */
public final class WorkloadJudge implements Judge {
    /** Istiod uses another revision, or other settings, when they are taken away as well. */
    private static final Set<String> MUST_STAY = Set.of("REVISION", "SHARED_MESH_CONFIG");

    private final ExposureSettings settings;

    public WorkloadJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes() || !write.ref().namespace().equals(settings.gateway().namespace())) {
            return List.of();
        }
        PodTemplate after = PodTemplate.of(write.after());
        List<Fault> shape = after.shape();
        if (!shape.isEmpty()) {
            return shape;
        }
        PodTemplate before = PodTemplate.of(write.before());
        List<Fault> faults = new ArrayList<>();
        if (isGateway(after, cluster)) {
            faults.addAll(new GatewayMembership(settings, cluster).faults(write.creates(), before, after, proof));
            label(before, after).ifPresent(faults::add);
            faults.addAll(levers(write, cluster, before, after, template -> isGateway(template, cluster),
                    template -> all(GatewayLevers.in(template, write.ref().namespace()), template, cluster)));
        }
        if (faults.isEmpty()) {
            faults.addAll(new GatewayIdentity(settings, cluster, template -> isGateway(template, cluster)).faults(before, after));
        }
        if (after.isIstiod()) {
            faults.addAll(levers(write, cluster, before, after, PodTemplate::isIstiod,
                    template -> all(ControlPlaneLevers.in(template), template, cluster)));
        }
        return faults;
    }

    /** Those of the part, and those that every program has. */
    private List<Lever> all(List<Lever> ofPart, PodTemplate template, ClusterObjects cluster) {
        String namespace = settings.gateway().namespace();
        return Stream.concat(
                        ofPart.stream(),
                        ProgramLevers.in(template, name -> MeshConfigMaps.isRead(name, cluster, namespace)).stream())
                .toList();
    }

    /** What is meant for models is not judged as the gateway's. */
    private Optional<Fault> label(PodTemplate before, PodTemplate after) {
        var ofModels = new ModelLabels(settings);
        return after.labels().keySet().stream()
                .filter(key -> ofModels.contain(key) && !before.labels().containsKey(key))
                .map(key -> new Fault(
                        after.prefix() + "metadata.labels[" + key + "]",
                        "is a label of models, for which policies and tokens are written that are not the gateway's",
                        "take it off, or use another"))
                .findFirst();
    }

    private boolean isGateway(PodTemplate template, ClusterObjects cluster) {
        return GuardedGateway.selectors(cluster, settings).stream()
                .anyMatch(selector -> GuardedGateway.selects(selector, template.labels()));
    }

    /** What was pulled nowhere so far: neither here nor in another Pod or template of the same part. */
    private List<Fault> levers(
            Write write,
            ClusterObjects cluster,
            PodTemplate before,
            PodTemplate after,
            Function<PodTemplate, Boolean> samePart,
            Function<PodTemplate, List<Lever>> read) {
        // What a Pod did as something else says nothing about what it does as this.
        List<Lever> old = samePart.apply(before) ? read.apply(before) : List.of();
        List<Lever> known = new ArrayList<>(old);
        PodTemplate.in(cluster, write.ref().namespace()).stream()
                .filter(samePart::apply)
                .forEach(template -> known.addAll(read.apply(template)));
        List<Lever> now = read.apply(after);
        List<Fault> faults = new ArrayList<>();
        now.stream()
                .filter(lever -> known.stream().noneMatch(lever::sameAs))
                .filter(lever -> !settings.guard().extensions().contains(lever.approval()))
                .filter(lever -> !isAnotherIstiod(write, lever, cluster))
                .forEach(lever -> faults.add(fault(lever)));
        old.stream()
                .filter(lever -> MUST_STAY.contains(lever.name()))
                .filter(lever -> now.stream().noneMatch(other -> other.name().equals(lever.name())))
                .filter(lever -> !settings.guard().extensions().contains(lever.approval()))
                .forEach(lever -> faults.add(fault(lever)));
        return faults;
    }

    /** One of another revision may be installed beside the first, unless a policy is meant for the first only. */
    private boolean isAnotherIstiod(Write write, Lever lever, ClusterObjects cluster) {
        return write.creates()
                && lever.name().equals("REVISION")
                && lever.value().has("value")
                && new GatewayMembership(settings, cluster)
                        .protecting().stream().allMatch(policy -> Reach.revision(policy).isMissingNode());
    }

    private static Fault fault(Lever lever) {
        return new Fault(
                lever.path(),
                lever.danger(),
                "leave it as it was, or approve it: put " + lever.approval()
                        + " into Sallyport's chart value settings.guard.extensions");
    }
}
