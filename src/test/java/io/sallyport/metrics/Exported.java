package io.sallyport.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.AdmissionRequest.Operation;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a process exports once each of its parts has told something. */
public final class Exported {
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

    private Exported() {}

    /** A metric as Prometheus' text format describes it. */
    public record Metric(String name, String type, String help) {}

    /** Every metric by its name. */
    public static SortedMap<String, Metric> metrics() {
        String text = metricsOfEveryPart().scrape();
        SortedMap<String, Metric> found = new TreeMap<>();
        HELP.matcher(text).results().forEach(help -> found.put(help.group(1), new Metric(help.group(1), "", help.group(2))));
        TYPE.matcher(text)
                .results()
                .forEach(type -> found.merge(
                        type.group(1),
                        new Metric(type.group(1), type.group(2), ""),
                        (known, _) -> new Metric(known.name(), type.group(2), known.help())));
        return found;
    }

    /** A dry run. */
    static AdmissionRequest deletion(String name) {
        JsonNode missing = MissingNode.getInstance();
        return new AdmissionRequest("u-1", Operation.DELETE, new ObjectRef("v1", "Any", "team", name), missing, missing, true, "ann");
    }

    static Metrics metricsOfEveryPart() {
        Metrics metrics = new Metrics("0.1.0");
        metrics.admission().inFlight(() -> 0);
        metrics.admission().waiting(() -> 0);
        metrics.admission().connections(() -> 0);
        metrics.admission().serves("/mutate/inferenceservice");
        metrics.admission()
                .answered(
                        "/mutate/inferenceservice",
                        deletion("iris"),
                        new AdmissionDecision.Denied(List.of(new Fault("spec.predictor", "is wrong", "mend it"))),
                        Duration.ofMillis(2),
                        false);
        metrics.certificate().serves(Instant.EPOCH);
        ControllerMetrics controller = metrics.controller();
        controller.leader(() -> true);
        controller.exposedModels(() -> 0);
        controller.gatewayLocked(() -> true);
        controller.missedSettings(() -> 0);
        controller.storedRefused("VirtualService", () -> 0);
        controller.storedJudged();
        controller.queue(() -> 0, () -> Duration.ZERO);
        controller.informer("pods", () -> Duration.ZERO, () -> true);
        controller.reconciled("model", true, Duration.ofMillis(3));
        return metrics;
    }
}
