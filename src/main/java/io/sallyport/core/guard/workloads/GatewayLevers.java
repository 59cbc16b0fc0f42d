package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.message.AgentVariables;
import io.sallyport.core.guard.message.PlainYaml;
import io.sallyport.core.guard.message.ProxySettings;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway's Pod tells istiod about itself, and its agent about Envoy (pkg/bootstrap/config.go, GetNodeMetaData).
 * Who may change the image can do anything with this Pod, so that is not looked at.
 */
public final class GatewayLevers {
    private static final String PROXY_CONFIG = "proxy.istio.io/config";
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "sidecar.istio.io/bootstrapOverride", "starts Envoy with another configuration",
            "inject.istio.io/templates", "makes the Pod by another template");

    private static final String AS_ANOTHER = "can make istiod take the Pod for another, without its policies";
    private static final Map<String, String> VARIABLES = Map.of(
            "ISTIO_BOOTSTRAP_OVERRIDE", "starts Envoy with another configuration",
            "ISTIO_BOOTSTRAP", "starts Envoy with another configuration",
            "CA_ADDR", "takes the Pod's identity from somewhere else",
            "POD_NAMESPACE", AS_ANOTHER);

    private GatewayLevers() {}

    static List<Lever> in(PodTemplate template, String namespace) {
        List<Lever> levers = new ArrayList<>();
        ANNOTATIONS.forEach((key, danger) -> {
            if (!template.annotation(key).isMissingNode()) {
                levers.add(new Lever(key, template.annotation(key), annotationPath(template, key), danger));
            }
        });
        if (template.labels().containsKey(Reach.GATEWAY_API_POD)) {
            levers.add(new Lever(
                    Reach.GATEWAY_API_POD,
                    TextNode.valueOf(template.labels().get(Reach.GATEWAY_API_POD)),
                    template.prefix() + "metadata.labels[" + Reach.GATEWAY_API_POD + "]",
                    "lets istiod ignore policies that choose Pods by their labels"));
        }
        proxyConfig(template.annotation(PROXY_CONFIG), annotationPath(template, PROXY_CONFIG), namespace, levers);
        for (PodTemplate.Container container : template.containers()) {
            for (JsonNode entry : Json.elements(container.tree().path("env"))) {
                variable(entry, container.path(), namespace, levers);
            }
            Json.elements(container.tree().path("envFrom"))
                    .forEach(source -> levers.add(unseen(source, container.path())));
        }
        return levers;
    }

    /** Variables that come from another object can change without anybody asking us. */
    static Lever unseen(JsonNode source, String path) {
        return new Lever("envFrom", source, path + ".envFrom", "sets variables that nobody can see here");
    }

    private static String annotationPath(PodTemplate template, String key) {
        return template.prefix() + "metadata.annotations[" + key + "]";
    }

    private static void variable(JsonNode entry, String container, String namespace, List<Lever> levers) {
        String name = entry.path("name").asText();
        String path = container + ".env[" + name + "]";
        String danger = VARIABLES.get(name);
        if (AgentVariables.describesAnother(name)) {
            danger = AS_ANOTHER;
        }
        if (danger != null && !isUsual(entry, namespace)) {
            levers.add(new Lever(name, entry, path, danger));
        } else if (name.equals("PROXY_CONFIG")) {
            // Injection writes it from the annotation and the mesh's settings.
            proxyConfig(entry.has("value") ? entry.path("value") : entry, path, namespace, levers);
        }
    }

    /** What injection writes. */
    private static boolean isUsual(JsonNode entry, String namespace) {
        return switch (entry.path("name").asText()) {
            case "CA_ADDR" -> ProxySettings.isIstiod(entry.path("value"), namespace);
            case "POD_NAMESPACE" ->
                entry.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.namespace")
                        || entry.path("value").asText().equals(namespace);
            default -> false;
        };
    }

    private static void proxyConfig(JsonNode text, String path, String namespace, List<Lever> levers) {
        if (text.isMissingNode()) {
            return;
        }
        Optional<Map<String, JsonNode>> fields = text.isTextual()
                ? PlainYaml.mapping(text.asText()).flatMap(message -> ProxySettings.of(message, namespace))
                : Optional.empty();
        fields.ifPresentOrElse(
                found -> found.forEach((name, value) ->
                        levers.add(new Lever("proxy " + name, value, path + ": " + name, ProxySettings.danger(name)))),
                () -> levers.add(new Lever(
                        "proxy",
                        text,
                        path,
                        "cannot be read the same way by everybody")));
    }
}
