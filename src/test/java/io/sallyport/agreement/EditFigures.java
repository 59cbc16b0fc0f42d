package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.grammar.Dice;
import io.sallyport.agreement.grammar.PolicyGrammar;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.Guard;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long the guard takes over random policies as edits of require-jwt: prints seconds of CPU of the judging thread, as
 * JSON. All are judged once before they are measured, as in a Pod that has been running for a while.
 *
 * <p>Arguments: the folder of the cluster's manifests, how many policies, the seed.
 */
public final class EditFigures {
    private static final String EDITED = "istio-ingressgateway-require-jwt";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private EditFigures() {}

    public static void main(String[] arguments) throws IOException {
        List<JsonNode> objects = objects(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        JsonNode policy = objects.stream()
                .filter(object -> object.at("/metadata/name").asText().equals(EDITED))
                .findFirst()
                .orElseThrow();
        List<Write> edits = IntStream.range(0, count).mapToObj(number -> edit(policy, new Dice(seed, number))).toList();
        ClusterObjects cluster = ClusterObjects.of(objects);
        taken(edits, cluster);
        long[] nanos = taken(edits, cluster);
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "{\"median\": %.6f, \"p99\": %.6f, \"worst\": %.6f}%n",
                nanos[count / 2] / 1e9,
                nanos[count * 99 / 100] / 1e9,
                nanos[count - 1] / 1e9);
    }

    /** The rules and the action are random; it goes on to reach the gateway, or there would be nothing to prove. */
    private static Write edit(JsonNode policy, Dice dice) {
        ObjectNode edited = policy.deepCopy();
        ObjectNode spec = (ObjectNode) new PolicyGrammar(dice).policy(EDITED).path("spec");
        spec.set("selector", policy.at("/spec/selector"));
        edited.set("spec", spec);
        return new Write(ObjectRef.of(policy), policy, edited, false);
    }

    private static long[] taken(List<Write> edits, ClusterObjects cluster) {
        Guard guard = new Guard(ExposureSettings.DEFAULTS);
        return edits.stream()
                .mapToLong(edit -> {
                    long begun = THREADS.getCurrentThreadCpuTime();
                    guard.faults(edit, cluster);
                    return THREADS.getCurrentThreadCpuTime() - begun;
                })
                .toArray();
    }

    private static List<JsonNode> objects(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().flatMap(file -> read(file).stream()).toList();
        }
    }

    private static List<JsonNode> read(Path file) {
        try {
            return YamlText.read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
