package io.sallyport.core.guard.extensions;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.guard.extensions.filter.FilterPatches;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.message.Unlisted;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.OwnObject;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.policy.language.Proof;
import java.util.List;
import java.util.stream.IntStream;

/**
 * EnvoyFilter, WasmPlugin, TrafficExtension and ProxyConfig: each can put code or settings of its writer into the
 * gateway's Envoy, before the filters that check tokens or instead of them. Nobody can prove what code does, so an admin
 * has to approve it, by the hash of its spec; an EnvoyFilter is allowed without that if all it does is known to let nobody in.
 *
 * <p>Deleting one is allowed: no proof of ours rests on an extension, so none gets weaker without it.
 */
public final class ExtensionJudge implements Judge {
    private final ExposureSettings settings;
    /** Where the kind has its labels of Pods. */
    private final String selector;

    private ExtensionJudge(ExposureSettings settings, String selector) {
        this.settings = settings;
        this.selector = selector;
    }

    public static ExtensionJudge ofEnvoyFilters(ExposureSettings settings) {
        return new ExtensionJudge(settings, "/spec/workloadSelector/labels");
    }

    /** WasmPlugin, TrafficExtension, ProxyConfig. */
    public static ExtensionJudge ofOthers(ExposureSettings settings) {
        return new ExtensionJudge(settings, "/spec/selector/matchLabels");
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes() || !Reach.namespaces(cluster, settings).contains(write.ref().namespace())) {
            return List.of();
        }
        if (LimitsFilter.isAt(write.ref(), settings) && (!write.byUs() || LimitsFilter.isOurs(write.after().path("spec"), settings))) {
            return write.byUs() ? List.of() : OwnObject.faults(
                    write, "says how often models may be called", "annotate the models, or change Sallyport's chart values settings.limits");
        }
        List<Fault> shape = shape(write.after());
        Reach reach = Reach.of(cluster, settings);
        if (!shape.isEmpty() || !reach.mayInclude(write.after(), write.after().at(selector))) {
            return shape;
        }
        String hash = ContentHash.of(write.after().path("spec"));
        boolean same = !write.changes("/spec")
                && reach.mayInclude(write.before(), write.before().at(selector))
                && Reach.revision(write.before()).equals(Reach.revision(write.after()));
        if (same || settings.guard().extensions().contains(hash) || KubeflowExtensions.ship(hash)) {
            return List.of();
        }
        String approval = "choose Pods by another value of a label that the gateway's have, or approve this very spec: put " + hash
                + " into Sallyport's chart value settings.guard.extensions";
        return write.kind().equals(GroupKind.ENVOY_FILTER)
                ? unlisted(FilterPatches.read(write.after().path("spec")).unlisted(), approval)
                : List.of(new Fault(
                        "spec",
                        "of this " + write.ref().kind()
                                + " gets into the gateway's Envoy, where it can let in requests without a token",
                        approval));
    }

    /** The way to go on with the whole is told once. */
    private static List<Fault> unlisted(List<Unlisted> found, String approval) {
        return IntStream.range(0, found.size())
                .mapToObj(i -> new Fault(
                        found.get(i).path(),
                        found.get(i).problem(),
                        found.get(i).fix() + (i == 0 ? ", " + approval : "")))
                .toList();
    }

    private List<Fault> shape(JsonNode object) {
        JsonNode spec = object.path("spec");
        String[] steps = selector.substring(1).split("/");
        return new Shape()
                .metadata(object)
                .mapping("spec", spec)
                .mapping("spec." + steps[1], spec.path(steps[1]))
                .textMap("spec." + steps[1] + "." + steps[2], object.at(selector))
                .mapping("spec.targetRef", spec.path("targetRef"))
                .mappings("spec.targetRefs", spec.path("targetRefs"))
                .faults();
    }
}
