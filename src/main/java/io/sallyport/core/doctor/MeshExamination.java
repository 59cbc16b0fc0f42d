package io.sallyport.core.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every policy of the gateway rests on: how the mesh normalises paths, and the version of Istio.
 *
 * @param rootNamespace of the mesh, where its ConfigMap is
 * @param gatewayPods   those that run now
 */
record MeshExamination(ClusterObjects cluster, String rootNamespace, List<JsonNode> gatewayPods) {
    private static final String NORMALIZATION = "meshConfig.pathNormalization.normalization";
    private static final String PROXY = "istio-proxy";

    List<Finding> findings() {
        return Stream.concat(normalization().stream(), holes().stream()).toList();
    }

    /** Istio's default is BASE, which is what the proofs here assume. */
    private Optional<Finding> normalization() {
        return cluster.find(GroupKind.CONFIG_MAP, rootNamespace, "istio").flatMap(map -> {
            String evidence = ObjectRef.of(map) + ": pathNormalization.normalization is ";
            return switch (mesh(map).at("/pathNormalization/normalization").asText("DEFAULT")) {
                case "NONE" -> Optional.of(Finding.error(
                        "Paths are not normalised, so that policies compare them as clients write them",
                        evidence + "NONE", "set " + NORMALIZATION + " to BASE, or to more"));
                case "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES" -> Optional.of(Finding.note(
                        "Paths are normalised more than by default; what is said here of paths holds for the default, BASE",
                        evidence + mesh(map).at("/pathNormalization/normalization").asText()));
                default -> Optional.<Finding>empty();
            };
        });
    }

    /** Nothing if it cannot be read: istiod then refuses it as well, and goes on with what it had. */
    private static JsonNode mesh(JsonNode map) {
        try {
            return new YAMLMapper().readTree(map.at("/data/mesh").asText());
        } catch (JsonProcessingException e) {
            return Json.none();
        }
    }

    /** One finding for each version that runs. */
    private List<Finding> holes() {
        Map<IstioVersion, JsonNode> running = new TreeMap<>();
        for (JsonNode pod : gatewayPods) {
            Json.elements(pod.at("/spec/containers")).stream()
                    .filter(container -> container.path("name").asText().equals(PROXY))
                    .flatMap(container -> IstioVersion.ofImage(container.path("image").asText()).stream())
                    .forEach(version -> running.putIfAbsent(version, pod));
        }
        return running.entrySet().stream().flatMap(each -> holes(each.getKey(), each.getValue()).stream()).toList();
    }

    private static Optional<Finding> holes(IstioVersion version, JsonNode pod) {
        List<KnownHole> holes = KnownHole.ALL.stream().filter(hole -> hole.affects(version)).toList();
        if (holes.isEmpty()) {
            return Optional.empty();
        }
        // All fixes are in the releases with the latest of them.
        String fixed = holes.getLast().fixed().stream().map(IstioVersion::toString).collect(Collectors.joining(", "));
        return Optional.of(Finding.warning(
                "The gateway runs Istio " + version + ", with published holes by which policies or tokens may be got round",
                ObjectRef.of(pod) + ": " + holes.stream().map(KnownHole::toString).collect(Collectors.joining(", ")),
                "upgrade Istio to " + fixed + " or later"));
    }
}
