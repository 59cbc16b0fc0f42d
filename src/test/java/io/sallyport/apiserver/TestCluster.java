package io.sallyport.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.controller.cluster.ServedVersions;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the people of a Kubeflow platform do, with every right. */
public final class TestCluster implements AutoCloseable {
    private static final int LONGEST_SECONDS = 30;
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Set<String> RIGHTS =
            Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

    private static final Set<String> PROGRAM =
            Set.of("Deployment", "Service", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
                    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");

    private final KubeServer server;
    private final KubernetesClient client;

    /** Brings the platform and the chart's rights into the cluster. */
    public TestCluster(KubeServer server) {
        this(server, "default");
    }

    /** @param render of the chart, with some values */
    public TestCluster(KubeServer server, String render) {
        this.server = server;
        this.client = server.admin();
        server.create(RESOURCES.resolve("cluster/kubeflow.yaml"), object -> true);
        createOfChart(render, RIGHTS);
    }

    /** What the chart runs, though nobody runs its Pods here; admission must let everything pass, so last of all. */
    public void createProgram() {
        createProgram("default");
    }

    /** @param rendering of the chart, one of those that its own test compares */
    public void createProgram(String rendering) {
        createOfChart(rendering, PROGRAM);
        var registrations = client.admissionRegistration().v1();
        registrations.validatingWebhookConfigurations().withName("sallyport").edit(configuration -> {
            configuration.getWebhooks().forEach(webhook -> webhook.setFailurePolicy("Ignore"));
            return configuration;
        });
        registrations.mutatingWebhookConfigurations().withName("sallyport").edit(configuration -> {
            configuration.getWebhooks().forEach(webhook -> webhook.setFailurePolicy("Ignore"));
            return configuration;
        });
    }

    /** Writes of models fail unless our webhook answers. It has as long as an API server waits at most: a busy machine is no fault. */
    public void refuseModelsUnasked() {
        client.admissionRegistration().v1().mutatingWebhookConfigurations().withName("sallyport").edit(configuration -> {
            configuration.getWebhooks().stream()
                    .filter(webhook -> webhook.getName().equals("inferenceservice.sallyport.io"))
                    .forEach(webhook -> {
                        webhook.setFailurePolicy("Fail");
                        webhook.setTimeoutSeconds(LONGEST_SECONDS);
                    });
            return configuration;
        });
    }

    private void createOfChart(String render, Set<String> kinds) {
        Path manifests = RESOURCES.resolve("chart/renders/" + render + "/out-manifests.yaml");
        server.create(manifests, object -> kinds.contains(object.getKind()));
    }

    public List<String> webhookConfigurations() {
        return Stream.of(
                        client.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems(),
                        client.admissionRegistration().v1().mutatingWebhookConfigurations().list().getItems())
                .flatMap(List::stream)
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    public List<String> leases() {
        return client.leases().inNamespace("sallyport").list().getItems().stream()
                .map(lease -> lease.getMetadata().getName())
                .toList();
    }

    public int replicasOfProgram() {
        return client.apps().deployments().inNamespace("sallyport").withName("sallyport").require()
                .getSpec().getReplicas();
    }

    public void createModel(String name, Map<String, String> labels) {
        createModel(name, labels, Map.of());
    }

    /** As KServe would have it when its predictor is ready. */
    public void createModel(String name, Map<String, String> labels, Map<String, String> annotations) {
        create(Json.object(
                "apiVersion", Names.KSERVE_API,
                "kind", "InferenceService",
                "metadata", Json.object(
                        "name", name, "namespace", "team", "labels", labels, "annotations", annotations),
                "spec", Json.object("predictor", Json.object("model", Json.object(
                        "modelFormat", Json.object("name", "sklearn")))),
                "status", Json.object("address", Json.object(
                        "url", "http://" + name + "-predictor.team.svc.cluster.local"))));
    }

    public void deleteModels() {
        operation("InferenceService").inAnyNamespace().delete();
    }

    public void label(String model, String key, String value) {
        edit("InferenceService", "team", model,
                Json.array(Json.object("op", "add", "path", "/metadata/labels/" + key, "value", value)).toString());
    }

    public void edit(String kind, String namespace, String name, String jsonPatch) {
        operation(kind).inNamespace(namespace).withName(name).patch(PatchContext.of(PatchType.JSON), jsonPatch);
    }

    public void delete(String kind, String namespace, String name) {
        operation(kind).inNamespace(namespace).withName(name).delete();
    }

    public JsonNode get(String kind, String namespace, String name) {
        return tree(operation(kind).inNamespace(namespace).withName(name).require());
    }

    /** Makes an object again that was deleted. */
    public void restore(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove(List.of("resourceVersion", "uid", "creationTimestamp", "managedFields"));
        create(copy);
    }

    /** One read-modify-write as everybody does it, again and again until nobody was in between. */
    public void addToNotPaths(String policy, String path, String without) {
        while (true) {
            ObjectNode object = get("AuthorizationPolicy", "istio-system", policy).deepCopy();
            ArrayNode notPaths = (ArrayNode) object.at("/spec/rules/0/to/0/operation/notPaths");
            List<String> kept = Json.texts(notPaths).stream().filter(entry -> !entry.equals(without)).toList();
            notPaths.removeAll();
            kept.forEach(notPaths::add);
            notPaths.add(path);
            try {
                client.resource(resource(object)).update();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
        }
    }

    /** Everything of every model, as {@code Kind namespace/name}. */
    public List<String> companions() {
        return Stream.of("NetworkPolicy", "RequestAuthentication", "AuthorizationPolicy", "VirtualService")
                .map(kind -> operation(kind).inAnyNamespace().withLabel(Names.MODEL_LABEL))
                .flatMap(found -> found.list().getItems().stream())
                .map(object -> ObjectRef.of(tree(object)).toString())
                .toList();
    }

    /** How many objects of ours there are in the gateway's namespace. */
    public int gatewayObjects() {
        return (int) Stream.of("RequestAuthentication", "AuthorizationPolicy", "VirtualService")
                .map(kind -> operation(kind).inNamespace("istio-system"))
                .flatMap(found -> found.withLabel(Names.MANAGED_BY, Names.SALLYPORT).list().getItems().stream())
                .count();
    }

    public List<String> names(String kind, String namespace) {
        return operation(kind).inNamespace(namespace).list().getItems().stream()
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    /** The reasons of the Events on a model. */
    public List<String> events(String model) {
        return client.v1().events().inNamespace("team").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(model))
                .map(event -> event.getReason())
                .toList();
    }

    /** What the Events of this reason on a model say. */
    public List<String> messages(String model, String reason) {
        return client.v1().events().inNamespace("team").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(model) && event.getReason().equals(reason))
                .map(event -> event.getMessage())
                .toList();
    }

    /** How often an Event was counted. */
    public int countOf(String model, String reason) {
        return client.v1().events().inNamespace("team").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(model) && event.getReason().equals(reason))
                .mapToInt(event -> event.getCount())
                .sum();
    }

    public void deleteEvents() {
        client.v1().events().inNamespace("team").delete();
    }

    /** Of everything that we may write, with the resource version. */
    public List<String> versions() {
        return Stream.of("RequestAuthentication", "AuthorizationPolicy", "VirtualService")
                .flatMap(kind -> operation(kind).inAnyNamespace().list().getItems().stream())
                .map(object -> ObjectRef.of(tree(object)) + " " + object.getMetadata().getResourceVersion())
                .toList();
    }

    /** Tries until it holds, and lets the last failure out when the time is up. */
    public void within(Duration time, Runnable assertion) {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | KubernetesClientException | ResourceNotFoundException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    public void create(JsonNode object) {
        client.resource(resource(object)).create();
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            operation(String kind) {
        ResourceKind found = Arrays.stream(ResourceKind.values())
                .filter(one -> one.definition("").getKind().equals(kind))
                .findFirst()
                .orElseThrow();
        return client.genericKubernetesResources(
                found.definition(new ServedVersions(client).of(found).orElseThrow()));
    }

    private HasMetadata resource(JsonNode object) {
        return client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
    }

    private JsonNode tree(HasMetadata object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }
}
