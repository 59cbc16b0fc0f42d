package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.agreement.grammar.Words;
import io.sallyport.agreement.wire.Answer;
import io.sallyport.agreement.wire.Connection;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.space.PortValues;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One gateway with a namespace to itself, where policies come and go. */
final class Lane {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String VERSION = "security.istio.io/v1";
    private static final String KIND = "AuthorizationPolicy";
    private static final Set<String> KEPT = Set.of("allow", "epoch");

    /** What came of a set of policies. */
    sealed interface Applied {
        record InForce() implements Applied {}

        record Refused(String reason) implements Applied {}

        /** The gateway does not get it, or does not live with it. */
        record Stuck() implements Applied {}
    }

    private final KubernetesClient client;
    private final String namespace;
    private final Pod pod;
    private final List<JsonNode> objects;
    private final Set<String> present = new TreeSet<>();
    private long epoch;

    /** @param objects what it is made of */
    Lane(KubernetesClient client, String namespace, Pod pod, List<JsonNode> objects) {
        this.objects = objects;
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        // A gateway that stays from an earlier run has seen that one's.
        epoch = System.currentTimeMillis() * 1000;
        client.genericKubernetesResources(VERSION, KIND).inNamespace(namespace).list().getItems().forEach(found ->
                present.add(found.getMetadata().getName()));
        present.removeAll(KEPT);
    }

    String address() {
        return pod.getStatus().getPodIP();
    }

    GatewayWorkload workload() {
        return new GatewayWorkload(List.of(pod.getMetadata().getLabels()), PortValues.of(Words.PORTS));
    }

    /** What {@code explain} says if these are in force. */
    ExplainJudge explain(List<ObjectNode> policies) {
        JsonNode running = Json.object(
                "apiVersion", "v1",
                "kind", "Pod",
                "metadata", Json.object("name", "gateway", "namespace", namespace, "labels", pod.getMetadata().getLabels()),
                "status", Json.object("phase", "Running"));
        return new ExplainJudge(
                namespace, Stream.concat(objects.stream(), Stream.of(running)).toList(), policies, addresses());
    }

    Addresses addresses() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(), Words.PORTS.getFirst()));
            return new Addresses(socket.getLocalAddress().getHostAddress(), address());
        } catch (IOException e) {
            throw new IllegalStateException("the gateway of " + namespace + " cannot be reached", e);
        }
    }

    /** Puts these in place of what is there, and waits until the gateway has them. */
    Applied apply(List<ObjectNode> policies) {
        Set<String> wanted = policies.stream().map(policy -> policy.at("/metadata/name").asText()).collect(Collectors.toSet());
        present.stream().filter(name -> !wanted.contains(name)).toList().forEach(this::delete);
        for (ObjectNode policy : policies) {
            try {
                write(policy);
                present.add(policy.at("/metadata/name").asText());
            } catch (KubernetesClientException e) {
                return new Applied.Refused(e.getMessage());
            }
        }
        epoch++;
        // A CUSTOM policy is asked before all others, and its service answers in words of its own.
        write(Json.object(
                "apiVersion", VERSION,
                "kind", KIND,
                "metadata", Json.object("name", "epoch"),
                "spec", Json.object(
                        "action", "CUSTOM",
                        "provider", Json.object("name", "oauth2-proxy"),
                        "rules", Json.array(Json.object(
                                "to", Json.array(Json.object("operation", Json.object("paths", Json.array(path())))))))));
        return Words.PORTS.stream().allMatch(this::reached) ? new Applied.InForce() : new Applied.Stuck();
    }

    /** Takes all policies away; true if the gateway follows. */
    boolean clear() {
        return apply(List.of()) instanceof Applied.InForce;
    }

    private String path() {
        return "/epoch-" + epoch;
    }

    private boolean reached(int port) {
        Instant end = Instant.now().plus(PATIENCE);
        var probe = new GatewayRequest(false, "GET", path(), "http", List.of("gw.test"), port, List.of());
        while (Instant.now().isBefore(end)) {
            try (Connection connection = Connection.open(address(), probe)) {
                Answer answer = connection.send(probe);
                if (answer.outcome() != Answer.Outcome.LET_IN && !answer.body().startsWith("RBAC")) {
                    return true;
                }
                Thread.sleep(5);
            } catch (IOException e) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(ObjectNode policy) {
        client.resource(policy.toString()).inNamespace(namespace).fieldManager("agreement").forceConflicts().serverSideApply();
    }

    private void delete(String name) {
        client.genericKubernetesResources(VERSION, KIND).inNamespace(namespace).withName(name).delete();
        present.remove(name);
    }
}
