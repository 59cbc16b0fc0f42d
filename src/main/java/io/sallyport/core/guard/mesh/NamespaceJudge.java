package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.MeshConfigMaps;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.language.Proof;
import java.util.List;

/** The gateway's Namespace: with it all policies go, and istiod does not see them where its labels do not fit. */
public final class NamespaceJudge implements Judge {
    private final ExposureSettings settings;

    public NamespaceJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        String name = write.ref().name();
        if (!Reach.namespaces(cluster, settings).contains(name) || write.creates()) {
            return List.of();
        }
        if (write.deletes()) {
            return List.of(new Fault(
                    write.ref().toString(),
                    "holds the policies that keep requests without a token out and may not be deleted",
                    "uninstall Sallyport first"));
        }
        List<Fault> shape = new Shape().metadata(write.after()).faults();
        JsonNode selectors = MeshConfigMaps.discoverySelectors(cluster, settings.gateway().namespace());
        boolean hidden = NamespaceLabels.seen(name, write.before(), selectors)
                && !NamespaceLabels.seen(name, write.after(), selectors);
        return shape.isEmpty() && hidden
                ? List.of(new Fault(
                        "metadata.labels",
                        "no longer fit the mesh's discoverySelectors, and istiod would drop every policy in it",
                        "keep the labels that discoverySelectors ask for, or change discoverySelectors first"))
                : shape;
    }
}
