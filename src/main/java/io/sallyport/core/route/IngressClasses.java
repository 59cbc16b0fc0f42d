package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;

/**
 * Which Ingresses are Istio's. Where an Ingress has no annotation, istiod looks at the controller of its IngressClass, whatever
 * the class is called (pilot/pkg/config/kube/ingress/conversion.go, shouldProcessIngressWithClass).
 */
public final class IngressClasses {
    static final String ANNOTATION = "kubernetes.io/ingress.class";
    static final String ISTIO = "istio";
    private static final String CONTROLLER = "istio.io/ingress-controller";

    private IngressClasses() {}

    /** The object itself; an Ingress whose class belongs to Istio under another name, as one of the class {@code istio}. */
    public static JsonNode byController(JsonNode object, ClusterObjects cluster) {
        if (!GroupKind.of(object).equals(RouteSource.INGRESS)
                || !object.path("metadata").path("annotations").path(ANNOTATION).isMissingNode()) {
            return object;
        }
        String name = object.path("spec").path("ingressClassName").asText("");
        boolean istios = cluster.find(GroupKind.INGRESS_CLASS, "", name)
                .filter(found -> found.path("spec").path("controller").asText().equals(CONTROLLER))
                .isPresent();
        if (!istios) {
            return object;
        }
        ObjectNode known = object.deepCopy();
        ((ObjectNode) known.path("spec")).put("ingressClassName", ISTIO);
        return known;
    }
}
