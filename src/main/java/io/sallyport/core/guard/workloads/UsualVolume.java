package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What Istio's charts and its injector mount, and where (istio-discovery's deployment.yaml, gateway-injection-template.yaml).
 * Nothing of it can be written by another who may not already write the mesh's settings or its keys.
 */
final class UsualVolume {
    private static final String SETTINGS = "/etc/istio/config";
    private static final Set<String> ROOT_CERTIFICATES = Set.of("istio-ca-root-cert", "kube-root-ca.crt");
    private static final String INJECTION = "/var/lib/istio/inject";
    private static final Map<String, String> SECRETS = Map.of(
            "/etc/cacerts", "cacerts",
            "/var/run/secrets/remote", "istio-kubeconfig",
            "/var/run/secrets/istiod/tls", "istiod-tls");
    private static final String CERTIFICATES_OF_SERVERS = "/etc/istio/[a-z0-9-]*certs";
    private static final String WORKLOAD_CERTIFICATES = "workloadcertificates.security.cloud.google.com";

    private UsualVolume() {}

    /**
     * @param path           where it is mounted
     * @param isMeshSettings true of names of ConfigMaps with the mesh's settings, whose writes are judged
     */
    static boolean is(JsonNode volume, String path, Predicate<String> isMeshSettings) {
        Optional<String> source =
                Json.keys(volume).stream().filter(key -> !key.equals("name")).findFirst();
        if (source.isEmpty()) {
            // The API server makes an emptyDir of it.
            return true;
        }
        JsonNode tree = volume.path(source.get());
        return switch (source.get()) {
            case "emptyDir" -> true;
            case "downwardAPI" -> isAboutThePod(tree);
            case "projected" -> Json.elements(tree.path("sources")).stream().allMatch(UsualVolume::isUsualSource);
            case "configMap" -> isWhole(tree) && isUsualMap(tree.path("name").asText(), path, isMeshSettings);
            case "secret" -> isUsualSecret(tree.path("secretName").asText(), path);
            case "csi" -> tree.path("driver").asText().equals(WORKLOAD_CERTIFICATES);
            default -> false;
        };
    }

    private static boolean isUsualMap(String name, String path, Predicate<String> isMeshSettings) {
        if (path.equals(SETTINGS)) {
            return isMeshSettings.test(name);
        }
        return path.equals(INJECTION)
                ? name.matches("istio-sidecar-injector(-[a-z0-9-]+)?")
                : ROOT_CERTIFICATES.contains(name) && path.startsWith("/var/run/secrets/");
    }

    private static boolean isUsualSecret(String name, String path) {
        return name.equals(SECRETS.get(path)) || path.matches(CERTIFICATES_OF_SERVERS);
    }

    private static boolean isUsualSource(JsonNode source) {
        return source.has("serviceAccountToken")
                || source.has("clusterTrustBundle")
                || (source.has("downwardAPI") && isAboutThePod(source.path("downwardAPI")))
                || (source.has("configMap")
                        && isWhole(source.path("configMap"))
                        && ROOT_CERTIFICATES.contains(source.at("/configMap/name").asText()));
    }

    /** Each file tells what it is named for: {@code labels} are the Pod's labels. */
    private static boolean isAboutThePod(JsonNode tree) {
        return Json.elements(tree.path("items")).stream()
                .allMatch(item -> item.has("resourceFieldRef")
                        || item.at("/fieldRef/fieldPath").asText().equals("metadata." + item.path("path").asText()));
    }

    /** No key of it becomes a file of another name. */
    private static boolean isWhole(JsonNode map) {
        List<JsonNode> items = Json.elements(map.path("items"));
        return items.stream().allMatch(item -> item.path("key").asText().equals(item.path("path").asText()));
    }
}
