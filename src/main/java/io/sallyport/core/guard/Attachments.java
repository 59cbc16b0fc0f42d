package io.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What comes to a Pod of the gateway by a label that no Pod of it had: filters, plugins, policies and whose tokens are good
 * are judged as if they were written now. Whoever judges them when they are written counts every label that could still be
 * given; this is for those that were there before, or were written at the same moment.
 */
final class Attachments {
    private static final Map<GroupKind, String> SELECTORS = Map.of(
            GroupKind.ENVOY_FILTER, "/spec/workloadSelector/labels",
            GroupKind.WASM_PLUGIN, "/spec/selector/matchLabels",
            GroupKind.TRAFFIC_EXTENSION, "/spec/selector/matchLabels",
            GroupKind.PROXY_CONFIG, "/spec/selector/matchLabels",
            GroupKind.REQUEST_AUTHENTICATION, "/spec/selector/matchLabels",
            GroupKind.AUTHORIZATION_POLICY, "/spec/selector/matchLabels");
    private static final Set<GroupKind> PODS = Set.of(
            GroupKind.POD, GroupKind.DEPLOYMENT, GroupKind.REPLICA_SET, GroupKind.STATEFUL_SET, GroupKind.DAEMON_SET);

    private final ExposureSettings settings;
    private final Map<GroupKind, Judge> judges;

    Attachments(ExposureSettings settings, Map<GroupKind, Judge> judges) {
        this.settings = settings;
        this.judges = judges;
    }

    List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (!PODS.contains(write.kind()) || write.deletes() || !write.ref().namespace().equals(settings.gateway().namespace())) {
            return List.of();
        }
        PodTemplate template = PodTemplate.of(write.after());
        Map<String, String> labels = template.labels();
        if (labels.equals(PodTemplate.of(write.before()).labels())
                || GuardedGateway.selectors(cluster, settings).stream().noneMatch(selector -> GuardedGateway.selects(selector, labels))) {
            return List.of();
        }
        Reach before = Reach.of(cluster, settings);
        ClusterObjects then = cluster.with(pod(write, labels));
        Reach after = Reach.of(then, settings);
        List<Fault> faults = new ArrayList<>();
        Proof there = proof.at(template.prefix() + "metadata.labels");
        // In an order that is the same on every replica, as is then what they take.
        SELECTORS.keySet().stream().sorted(Comparator.comparing(GroupKind::toString)).forEach(kind -> cluster.of(kind).stream()
                .filter(object -> after.includes(object, object.at(SELECTORS.get(kind)))
                        && !before.includes(object, object.at(SELECTORS.get(kind))))
                .forEach(object -> judges.get(kind)
                        .faults(new Write(ObjectRef.of(object), Json.none(), object, false), then, there)
                        .forEach(fault -> faults.add(new Fault(
                                template.prefix() + "metadata.labels",
                                "bring in " + ObjectRef.of(object) + ", whose " + fault.path() + " " + fault.problem(),
                                "take the labels off that its selector asks for; or for that object, " + fault.fix(),
                                fault.counterexample())))));
        return faults;
    }

    /** One that is going to be made is as good as one that is there. */
    private static JsonNode pod(Write write, Map<String, String> labels) {
        return Json.object(
                "apiVersion", "v1", "kind", "Pod",
                "metadata", Json.object(
                        "name", write.ref().name(), "namespace", write.ref().namespace(), "labels", Json.object(labels.entrySet().stream()
                                .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
                                .toArray())));
    }
}
