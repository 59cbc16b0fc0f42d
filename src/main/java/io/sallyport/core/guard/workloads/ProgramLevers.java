package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.model.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What else decides what Envoy's agent or istiod does once it is started: its arguments, the files that it finds, what runs
 * beside it, and what names mean to it. All that Istio's charts do not write counts. Containers that are added for debugging
 * are not looked at: who may add one may do anything in its Pod.
 */
final class ProgramLevers {
    /** Of these no policy, key or identity depends. */
    private static final Set<String> ARGUMENTS = Set.of(
            "--log_output_level",
            "--log_as_json",
            "--proxyLogLevel",
            "--proxyComponentLogLevel",
            "--monitoringAddr",
            "--concurrency",
            "--keepaliveMaxServerConnectionAge");
    private static final Set<String> WITHOUT_VALUE = Set.of("--log_as_json");
    private static final Set<List<String>> USUAL_ARGUMENTS =
            Set.of(List.of(), List.of("proxy", "router"), List.of("proxy", "sidecar"), List.of("discovery"));
    private static final Map<String, String> OF_THE_POD = Map.of(
            "hostNetwork", "shares the node's network, where other programs answer at the same addresses",
            "hostPID", "lets programs of the node see into it",
            "hostIPC", "lets programs of the node see into it",
            "shareProcessNamespace", "lets other containers see into it",
            "hostAliases", "makes names, such as istiod's, mean other addresses",
            "dnsConfig", "makes names, such as istiod's, mean other addresses");
    private static final Set<String> PROBES = Set.of("livenessProbe", "readinessProbe", "startupProbe");

    private ProgramLevers() {}

    /** @param isMeshSettings true of names of ConfigMaps with the mesh's settings, whose writes are judged */
    static List<Lever> in(PodTemplate template, Predicate<String> isMeshSettings) {
        List<Lever> levers = new ArrayList<>();
        JsonNode spec = template.tree().path("spec");
        String prefix = template.prefix() + "spec.";
        OF_THE_POD.forEach((field, danger) -> {
            JsonNode value = spec.path(field);
            if (!value.isMissingNode() && !value.isEmpty() || value.asBoolean()) {
                levers.add(new Lever(field, value, prefix + field, danger));
            }
        });
        Map<String, JsonNode> volumes = Json.elements(spec.path("volumes")).stream()
                .collect(Collectors.toMap(volume -> volume.path("name").asText(), volume -> volume, (one, _) -> one));
        for (PodTemplate.Container container : template.containers()) {
            if (!container.path().startsWith(prefix + "ephemeralContainers")) {
                program(container, levers);
                mounts(container, volumes, isMeshSettings, levers);
            }
        }
        return levers;
    }

    private static void program(PodTemplate.Container container, List<Lever> levers) {
        JsonNode tree = container.tree();
        if (!tree.path("command").isEmpty()) {
            levers.add(new Lever("command", tree.path("command"), container.path() + ".command", "starts another program"));
        }
        List<String> arguments = deciding(Json.texts(tree.path("args")));
        if (!USUAL_ARGUMENTS.contains(arguments)) {
            levers.add(new Lever("args", Json.list(arguments), container.path() + ".args", "starts it with other settings"));
        }
        Stream.concat(
                        PROBES.stream().map(probe -> "/" + probe + "/exec"),
                        Stream.of("/lifecycle/postStart/exec", "/lifecycle/preStop/exec"))
                .filter(pointer -> !tree.at(pointer).isMissingNode())
                .forEach(pointer -> levers.add(new Lever(
                        "exec", tree.at(pointer), container.path() + pointer.replace('/', '.'), "runs a command beside it")));
    }

    /** Without those that change nothing; the mesh's own domain, as charts say it, is among them. */
    private static List<String> deciding(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String[] parts = arguments.get(i).split("=", 2);
            boolean domain = parts[0].equals("--domain");
            String value = parts.length > 1 ? parts[1] : i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (ARGUMENTS.contains(parts[0]) || domain && value.matches("(\\$\\(POD_NAMESPACE\\)\\.svc\\.)?cluster\\.local")) {
                i += parts.length > 1 || WITHOUT_VALUE.contains(parts[0]) ? 0 : 1;
            } else {
                kept.add(arguments.get(i));
            }
        }
        return kept;
    }

    private static void mounts(
            PodTemplate.Container container,
            Map<String, JsonNode> volumes,
            Predicate<String> isMeshSettings,
            List<Lever> levers) {
        for (JsonNode mount : Json.elements(container.tree().path("volumeMounts"))) {
            String name = mount.path("name").asText();
            String path = normal(mount.path("mountPath").asText());
            JsonNode volume = volumes.getOrDefault(name, Json.none());
            if (!mount.hasNonNull("subPath") && !mount.hasNonNull("subPathExpr") && UsualVolume.is(volume, path, isMeshSettings)) {
                continue;
            }
            levers.add(new Lever(
                    "mount",
                    Json.object("path", path, "subPath", mount.path("subPath"), "expr", mount.path("subPathExpr"), "volume", content(volume)),
                    container.path() + ".volumeMounts[" + name + "]",
                    "puts files at " + path + " that nobody can see here, where it may read settings, keys or programs"));
        }
    }

    /** Without the name that it has in this Pod. */
    private static JsonNode content(JsonNode volume) {
        return Json.list(Json.keys(volume).stream()
                .filter(key -> !key.equals("name"))
                .map(key -> Json.object(key, volume.path(key)))
                .toList());
    }

    /** As the kubelet takes it. */
    private static String normal(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }
}
