package io.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An Ingress may have as many hosts and paths as fit into an object: four thousand of them, half a megabyte. An Ingress that
 * takes too long to judge is stored unjudged where its webhook fails open.
 */
class LargeIngressTest {
    /** Ten times what it takes here; before, it was more than the API server waits. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Guard GUARD = new Guard(settings());

    @Test
    void anHonestOneIsAllowedInTime() throws IOException {
        assertThat(judged("web.example.com", "/web")).isEmpty();
    }

    @Test
    void oneThatTakesThePathOfTheSignInIsRefusedInTime() throws IOException {
        assertThat(judged("web.example.com", "/dex")).singleElement()
                .satisfies(fault -> assertThat(fault).contains("/dex").contains("spec.rules[40].http.paths[0]"));
    }

    @Test
    void oneThatTakesTheGatewaysHostIsRefusedInTime() throws IOException {
        assertThat(judged("kubeflow.example.com", "/")).singleElement()
                .satisfies(fault -> assertThat(fault).contains("takes every path of kubeflow.example.com"));
    }

    private static List<String> judged(String host, String path) throws IOException {
        JsonNode ingress = ingress(host, path);
        var write = new Write(ObjectRef.of(ingress), Json.none(), ingress, false);
        ClusterObjects cluster = cluster();
        // Of the processor: a machine that is busy with others is no fault of ours.
        long began = THREADS.getCurrentThreadCpuTime();
        List<String> faults = GUARD.faults(write, cluster).stream().map(Object::toString).toList();
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began)).isLessThan(LONGEST);
        return faults;
    }

    private static JsonNode ingress(String host, String path) {
        ObjectNode ingress = Json.object("apiVersion", "networking.k8s.io/v1", "kind", "Ingress",
                "metadata", Json.object("name", "large", "namespace", "other"));
        ArrayNode rules = ingress.withObject("/spec").put("ingressClassName", "istio").withArray("rules");
        for (int i = 0; i < 40; i++) {
            ArrayNode paths = rules.addObject().put("host", "h" + i + ".example.org").withObject("/http").withArray("paths");
            for (int j = 0; j < 100; j++) {
                add(paths, "/p" + i + "x" + j, "Exact");
            }
        }
        add(rules.addObject().put("host", host).withObject("/http").withArray("paths"), path, "Prefix");
        return ingress;
    }

    private static void add(ArrayNode paths, String path, String type) {
        paths.addObject().put("path", path).put("pathType", type)
                .set("backend", Json.object("service", Json.object("name", "web", "port", Json.object("number", 80))));
    }

    private static ClusterObjects cluster() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/guard/_base"))) {
            for (Path file : files.sorted().toList()) {
                objects.addAll(YamlText.read(Files.readString(file)));
            }
        }
        return ClusterObjects.of(objects);
    }

    private static ExposureSettings settings() {
        return ((SettingsFile.Reading.Read) SettingsFile.parse("url: https://kubeflow.example.com")).settings().exposure();
    }
}
