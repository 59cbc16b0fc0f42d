package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.message.CredentialHeaders;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Telemetry of the gateway's and the mesh's root namespace: a tag of a trace or of a metric may be made of any header, so that
 * who reads traces or metrics reads tokens. Its selector is not looked at: the label that it asks for can come later.
 */
public final class TelemetryJudge implements Judge {
    /** In CEL headers can only be had by naming what holds them; these parts of it hold none. */
    private static final Pattern MAY_HOLD_HEADERS = Pattern.compile(
            "\\b(request|response)\\b(?!\\.(url_path|path|host|method|scheme|protocol|time|id|size|total_size|duration|code"
                    + "|code_details|flags|grpc_status)\\b)");

    private final ExposureSettings settings;

    public TelemetryJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes() || !Reach.namespaces(cluster, settings).contains(write.ref().namespace())) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < write.after().at("/spec/tracing").size(); i++) {
            each(write, "tracing[" + i + "].customTags", "/spec/tracing/" + i + "/customTags", CredentialHeaders::areTraced, faults);
        }
        List<JsonNode> metrics = Json.elements(write.after().at("/spec/metrics"));
        for (int i = 0; i < metrics.size(); i++) {
            List<JsonNode> overrides = Json.elements(metrics.get(i).path("overrides"));
            for (int j = 0; j < overrides.size(); j++) {
                each(
                        write,
                        "metrics[" + i + "].overrides[" + j + "].tagOverrides",
                        "/spec/metrics/" + i + "/overrides/" + j + "/tagOverrides",
                        tag -> MAY_HOLD_HEADERS.matcher(tag.path("value").asText()).find(), faults);
            }
        }
        return faults;
    }

    /** What was there before may stay. */
    private static void each(Write write, String path, String pointer, Predicate<JsonNode> bad, List<Fault> faults) {
        JsonNode tags = write.after().at(pointer);
        Json.keys(tags).stream()
                .filter(name -> bad.test(tags.path(name)) && !tags.path(name).equals(write.before().at(pointer).path(name)))
                .map(name -> new Fault(
                        "spec." + path + "[" + name + "]",
                        "can make tokens of the gateway's clients known to all who read it",
                        "make it of a header that lets nobody in, or of a single attribute such as request.host"))
                .forEach(faults::add);
    }
}
