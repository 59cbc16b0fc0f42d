package io.sallyport.controller.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes that are judged by everybody and never stored. They are applied and not created, though the object is not there:
 * RBAC knows the name of what is applied, and so can grant it for that one name.
 */
public final class DryRun {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.SALLYPORT)
            .withForce(true)
            .withDryRun(List.of("All"))
            .build();

    /** Code, agent and quoted text (RFC 7234, 5.5). */
    private static final Pattern WARNING = Pattern.compile("299 \\S+ \"(.*)\"");

    private final KubernetesClient client;
    private final ServedVersions versions;

    public DryRun(KubernetesClient client) {
        this.client = client;
        this.versions = new ServedVersions(client);
    }

    /**
     * The object as it would be stored; empty if the kind is not served.
     *
     * @throws KubernetesClientException if it is refused, or nobody can be asked
     */
    public Optional<JsonNode> apply(ResourceKind kind, JsonNode object) {
        return versions.of(kind).map(version -> {
            ObjectNode served = object.deepCopy();
            served.put("apiVersion", kind.apiVersion(version));
            GenericKubernetesResource answer = client.genericKubernetesResources(kind.definition(version))
                    .inNamespace(ObjectRef.of(served).namespace())
                    // By name alone the client would read it first.
                    .resource(client.getKubernetesSerialization().convertValue(served, GenericKubernetesResource.class))
                    .patch(APPLY, served.toString());
            return ClusterClient.tree(client, answer);
        });
    }

    /**
     * What admission warns of; nothing if the kind is not served. The client's own calls keep an answer's headers to themselves.
     *
     * @throws KubernetesClientException if it is refused, or nobody can be asked
     */
    public List<String> warnings(ResourceKind kind, JsonNode object) {
        return versions.of(kind).map(version -> {
            ObjectNode served = object.deepCopy();
            served.put("apiVersion", kind.apiVersion(version));
            ObjectRef ref = ObjectRef.of(served);
            HttpClient http = client.getHttpClient();
            HttpRequest request = http.newHttpRequestBuilder()
                    .uri(URI.create(client.getMasterUrl() + String.join("/", kind.root(version).substring(1), "namespaces",
                            ref.namespace(), kind.plural(), ref.name()) + "?dryRun=All&force=true&fieldManager=" + Names.SALLYPORT))
                    .method("PATCH", PatchType.SERVER_SIDE_APPLY.getContentType(), served.toString())
                    .build();
            try {
                return warnings(http.sendAsync(request, String.class).join());
            } catch (CompletionException e) {
                throw KubernetesClientException.launderThrowable(e.getCause());
            }
        }).orElse(List.of());
    }

    private static List<String> warnings(HttpResponse<String> answer) {
        if (!answer.isSuccessful()) {
            throw new KubernetesClientException(answer.body(), answer.code(), null);
        }
        return answer.headers("Warning").stream()
                .map(WARNING::matcher)
                .filter(Matcher::matches)
                .map(warning -> warning.group(1).replaceAll("\\\\(.)", "$1"))
                .toList();
    }
}
