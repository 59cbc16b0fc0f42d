package io.sallyport.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.Reason;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.KServeConfig;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from the cluster of the kubeconfig what the guard and the routes depend on. */
final class LiveCluster {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param everywhere false if only the gateway's namespace matters */
    private record Kind(String group, String kind, String plural, boolean everywhere, String... versions) {}

    private static final Kind NETWORK_POLICY = new Kind("networking.k8s.io", "NetworkPolicy", "networkpolicies", true, "v1");

    private static final Kind SERVICE_ACCOUNT = new Kind("", "ServiceAccount", "serviceaccounts", true, "v1");

    private static final List<Kind> KINDS = List.of(
            SERVICE_ACCOUNT,
            new Kind("security.istio.io", "AuthorizationPolicy", "authorizationpolicies", true, "v1", "v1beta1"),
            new Kind("security.istio.io", "RequestAuthentication", "requestauthentications", true, "v1", "v1beta1"),
            new Kind("networking.istio.io", "VirtualService", "virtualservices", true, "v1", "v1beta1"),
            new Kind("networking.istio.io", "Gateway", "gateways", true, "v1", "v1beta1"),
            new Kind("networking.istio.io", "DestinationRule", "destinationrules", true, "v1", "v1beta1"),
            new Kind("networking.istio.io", "ServiceEntry", "serviceentries", true, "v1", "v1beta1"),
            new Kind("networking.istio.io", "EnvoyFilter", "envoyfilters", false, "v1alpha3"),
            new Kind("extensions.istio.io", "WasmPlugin", "wasmplugins", false, "v1alpha1"),
            new Kind("telemetry.istio.io", "Telemetry", "telemetries", false, "v1", "v1alpha1"),
            new Kind("gateway.networking.k8s.io", "Gateway", "gateways", true, "v1", "v1beta1"),
            new Kind("gateway.networking.k8s.io", "HTTPRoute", "httproutes", true, "v1", "v1beta1"),
            new Kind("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes", true, "v1", "v1beta1"),
            new Kind("gateway.networking.k8s.io", "TLSRoute", "tlsroutes", true, "v1", "v1alpha3", "v1alpha2"),
            new Kind("gateway.networking.k8s.io", "TCPRoute", "tcproutes", true, "v1alpha2"),
            new Kind("networking.k8s.io", "Ingress", "ingresses", true, "v1"),
            NETWORK_POLICY,
            new Kind("networking.k8s.io", "IngressClass", "ingressclasses", true, "v1"),
            new Kind("serving.kserve.io", "InferenceService", "inferenceservices", true, "v1beta1"),
            new Kind("serving.kserve.io", "InferenceGraph", "inferencegraphs", true, "v1alpha1"),
            new Kind("serving.kserve.io", "TrainedModel", "trainedmodels", true, "v1alpha1"),
            new Kind("serving.kserve.io", "LLMInferenceService", "llminferenceservices", true, "v1alpha2", "v1alpha1"),
            new Kind("", "Namespace", "namespaces", true, "v1"),
            new Kind("", "Service", "services", false, "v1"),
            new Kind("", "ConfigMap", "configmaps", false, "v1"),
            new Kind("", "Pod", "pods", false, "v1"),
            new Kind("apps", "Deployment", "deployments", false, "v1"));

    private LiveCluster() {}

    /** Some only matter where the settings ask for ours. */
    private static List<Kind> kinds(ExposureSettings settings) {
        return KINDS.stream()
                .filter(kind -> settings.pods().networkPolicy() || !kind.equals(NETWORK_POLICY))
                .filter(kind -> settings.access().callerAccount() || !kind.equals(SERVICE_ACCOUNT))
                .toList();
    }

    /** @throws UnreadableInput if there is no cluster, or it does not let us read */
    static Surroundings read(Config cluster, ExposureSettings settings) {
        try (KubernetesClient client = ClusterClient.open(cluster)) {
            List<JsonNode> objects = new ArrayList<>();
            kinds(settings).forEach(kind -> objects.addAll(list(client, kind, kind.everywhere() ? "" : settings.gateway().namespace())));
            kserve(client, settings).ifPresent(objects::add);
            return Surroundings.ofCluster(ClusterObjects.of(objects), issuer(client));
        } catch (KubernetesClientException e) {
            throw unreadable(e);
        }
    }

    /** The same for people who may not read everything: of a kind that they may not list everywhere, what is in one namespace. */
    static ReadCluster readWhatMayBeRead(Config cluster, ExposureSettings settings, Optional<String> asked) {
        try (KubernetesClient client = ClusterClient.open(cluster)) {
            String namespace = asked.or(() -> Optional.ofNullable(client.getNamespace())).orElse("default");
            List<JsonNode> objects = new ArrayList<>();
            List<String> unreadable = new ArrayList<>();
            for (Kind kind : kinds(settings)) {
                if (permitted(unreadable, () -> objects.addAll(list(client, kind, kind.everywhere() ? "" : settings.gateway().namespace())))) {
                    continue;
                }
                if (kind.everywhere() && !namespace.isEmpty() && !kind.kind().equals("Namespace")) {
                    permitted(unreadable, () -> objects.addAll(list(client, kind, namespace)));
                }
            }
            permitted(unreadable, () -> kserve(client, settings).ifPresent(objects::add));
            return new ReadCluster(
                    Surroundings.ofCluster(ClusterObjects.of(objects), issuer(client)), unreadable, namespace);
        } catch (KubernetesClientException e) {
            throw unreadable(e);
        }
    }

    /** The settings that Sallyport runs with, where it is installed under its usual name and they may be read. */
    static Optional<String> settings(Config cluster) {
        try (KubernetesClient client = ClusterClient.open(cluster)) {
            return Optional.ofNullable(client.configMaps().inNamespace(Names.SALLYPORT).withName(Names.SALLYPORT).get())
                    .map(map -> map.getData().get("settings.yaml"));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static boolean permitted(List<String> unreadable, Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            unreadable.add(Reason.of(e));
            return false;
        }
    }

    static UnreadableInput unreadable(KubernetesClientException e) {
        return new UnreadableInput("the cluster cannot be read (" + Reason.of(e)
                + "): point your kubeconfig to it, or give its manifests with --cluster DIR");
    }

    /** Whose ServiceAccount tokens they are; whoever may not ask for it gets no answer. */
    private static Optional<String> issuer(KubernetesClient client) {
        try {
            JsonNode discovery = MAPPER.readTree(client.raw("/.well-known/openid-configuration"));
            return Optional.of(discovery.path("issuer").asText()).filter(issuer -> !issuer.isEmpty());
        } catch (KubernetesClientException | JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How models are run that do not say it. */
    private static Optional<JsonNode> kserve(KubernetesClient client, ExposureSettings settings) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(settings.kserve().namespace())
                        .withName(KServeConfig.NAME)
                        .get())
                .map(MAPPER::<JsonNode>valueToTree);
    }

    /**
     * The first version that is served; none if the kind is not installed.
     *
     * @param namespace empty for all of them
     */
    private static List<JsonNode> list(KubernetesClient client, Kind kind, String namespace) {
        for (String version : kind.versions()) {
            var resources = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                    .withGroup(kind.group())
                    .withVersion(version)
                    .withKind(kind.kind())
                    .withPlural(kind.plural())
                    .withNamespaced(!kind.kind().equals("Namespace"))
                    .build());
            try {
                List<GenericKubernetesResource> found = namespace.isEmpty()
                        ? resources.inAnyNamespace().list().getItems()
                        : resources.inNamespace(namespace).list().getItems();
                return found.stream().map(object -> tree(object, kind, version)).toList();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
        }
        return List.of();
    }

    /** Items of a list do not say what they are. */
    private static JsonNode tree(GenericKubernetesResource object, Kind kind, String version) {
        object.setKind(kind.kind());
        object.setApiVersion(kind.group().isEmpty() ? version : kind.group() + "/" + version);
        return MAPPER.valueToTree(object);
    }
}
