package io.sallyport.core.companion.mesh;

import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.ComponentPods;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What judges a call where a model's Pod receives it. */
public enum Dataplane {
    /** A sidecar, which every call to the model's port goes through. */
    SIDECAR,
    /** The node's ztunnel, which knows no requests: it drops an ALLOW rule that asks for one, and a DENY rule's conditions. */
    AMBIENT,
    /** Nothing. */
    NONE;

    private static final String MODE = "istio.io/dataplane-mode";
    private static final String INJECTION = "istio-injection";
    private static final String REVISION = "istio.io/rev";
    private static final String INJECT = "sidecar.istio.io/inject";
    private static final String INCLUDED_PORTS = "traffic.sidecar.istio.io/includeInboundPorts";
    private static final String EXCLUDED_PORTS = "traffic.sidecar.istio.io/excludeInboundPorts";
    private static final String INTERCEPTION = "sidecar.istio.io/interceptionMode";
    private static final String TEMPLATES = "inject.istio.io/templates";
    private static final String BOOTSTRAP = "sidecar.istio.io/bootstrapOverride";
    private static final String PROXY_CONFIG = "proxy.istio.io/config";
    /** Knative's queue-proxy takes calls at these (serving, networking/constants.go). */
    private static final List<String> KNATIVE_PORTS = List.of("8012", "8013", "8112");

    /** As Istio's CNI and injector decide it; what would lead calls past the sidecar counts as none. */
    public static Dataplane of(Component component, Map<String, String> namespaceLabels) {
        ComponentPods pods = component.pods();
        if ("ambient".equals(pods.labels().getOrDefault(MODE, namespaceLabels.get(MODE)))) {
            return AMBIENT;
        }
        return injected(pods, namespaceLabels) && !passedBy(component) ? SIDECAR : NONE;
    }

    /**
     * The Pod's label decides over its annotation, and both over the namespace's label (pkg/kube/inject/inject.go). In a
     * namespace without any, the injector is asked only about Pods with the label.
     */
    private static boolean injected(ComponentPods pods, Map<String, String> namespaceLabels) {
        if (pods.hostNetwork()) {
            return false;
        }
        Optional<String> label = Optional.ofNullable(pods.labels().get(INJECT));
        String wish = label.orElseGet(() -> pods.annotations().getOrDefault(INJECT, ""));
        Optional<String> injection = Optional.ofNullable(namespaceLabels.get(INJECTION));
        boolean enabled = injection.map("enabled"::equals).orElseGet(() -> namespaceLabels.containsKey(REVISION));
        boolean asked = injection.isEmpty() && label.filter("true"::equals).isPresent();
        return !wish.equals("false") && (enabled || asked);
    }

    private static boolean passedBy(Component component) {
        Map<String, String> annotations = component.pods().annotations();
        return !annotations.getOrDefault(INCLUDED_PORTS, "*").strip().equals("*")
                || excluded(annotations.getOrDefault(EXCLUDED_PORTS, ""), component.server().port())
                || annotations.getOrDefault(INTERCEPTION, "").equals("NONE")
                || !annotations.getOrDefault(TEMPLATES, "sidecar").contains("sidecar")
                || annotations.containsKey(BOOTSTRAP)
                || annotations.getOrDefault(PROXY_CONFIG, "").matches("(?s).*(interceptionMode|customConfigFile).*");
    }

    private static boolean excluded(String ports, int serving) {
        return Arrays.stream(ports.split(","))
                .map(String::strip)
                .anyMatch(port -> port.equals("*") || port.equals(String.valueOf(serving)) || KNATIVE_PORTS.contains(port));
    }
}
