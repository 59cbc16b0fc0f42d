package io.sallyport.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.doctor.preflight.InstallTarget;
import io.sallyport.core.doctor.preflight.RenderedChart;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what an installation would meet in the cluster of the kubeconfig. */
final class LiveTarget {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> GROUPS = List.of("security.istio.io", "networking.istio.io", "serving.kserve.io");

    private LiveTarget() {}

    /** @throws UnreadableInput if there is no cluster, or it does not let us read */
    static InstallTarget read(Config cluster, RenderedChart chart, Surroundings surroundings) {
        try (KubernetesClient client = ClusterClient.open(cluster)) {
            List<JsonNode> existing = new ArrayList<>();
            client.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems()
                    .forEach(object -> existing.add(MAPPER.valueToTree(object)));
            chart.lasting().stream()
                    .filter(object -> !object.path("kind").asText().equals("ValidatingWebhookConfiguration"))
                    .flatMap(object -> found(client, ObjectRef.of(object)).stream())
                    .forEach(existing::add);
            return new InstallTarget(surroundings, served(client), existing);
        } catch (KubernetesClientException e) {
            throw LiveCluster.unreadable(e);
        }
    }

    /** Kinds of the groups that matter, in whatever version. */
    private static Set<GroupKind> served(KubernetesClient client) {
        return Optional.ofNullable(client.getApiGroups()).stream()
                .flatMap(groups -> groups.getGroups().stream())
                .filter(group -> GROUPS.contains(group.getName()))
                .flatMap(group -> group.getVersions().stream()
                        .flatMap(version -> resources(client, version.getGroupVersion()))
                        .map(resource -> new GroupKind(group.getName(), resource.getKind())))
                .collect(Collectors.toSet());
    }

    private static Stream<APIResource> resources(KubernetesClient client, String groupVersion) {
        return Optional.ofNullable(client.getApiResources(groupVersion)).map(APIResourceList::getResources).stream().flatMap(List::stream);
    }

    /** Nothing, where the API server does not know the kind. */
    private static Optional<JsonNode> found(KubernetesClient client, ObjectRef ref) {
        return resources(client, ref.apiVersion())
                .filter(resource -> resource.getKind().equals(ref.kind()) && !resource.getName().contains("/"))
                .findFirst()
                .flatMap(resource -> Optional.ofNullable(object(client, ref, resource)))
                .map(MAPPER::<JsonNode>valueToTree);
    }

    private static Object object(KubernetesClient client, ObjectRef ref, APIResource resource) {
        var resources = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(ref.group())
                .withVersion(ref.apiVersion().substring(ref.apiVersion().indexOf('/') + 1))
                .withKind(ref.kind())
                .withPlural(resource.getName())
                .withNamespaced(resource.getNamespaced())
                .build());
        return ref.namespace().isEmpty()
                ? resources.withName(ref.name()).get()
                : resources.inNamespace(ref.namespace()).withName(ref.name()).get();
    }
}
