package io.sallyport.core.guard.extensions.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.message.Message;
import io.sallyport.core.guard.message.Unlisted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code spec} of an EnvoyFilter, as far as it is known to let nobody in.
 *
 * @param patches  those that were understood
 * @param unlisted everything else; while it is not empty, {@code patches} say nothing about the whole
 */
public record FilterPatches(List<HarmlessPatch> patches, List<Unlisted> unlisted) {
    private static final Pattern ANY = Pattern.compile("(?s).{1,1024}");

    /** Reads the spec of an EnvoyFilter. */
    public static FilterPatches read(JsonNode spec) {
        List<Unlisted> unlisted = new ArrayList<>();
        List<Optional<HarmlessPatch>> patches = Message.read("spec", spec, unlisted, message -> {
            // Which Pods it reaches is judged elsewhere; in which order it is applied makes no difference for these kinds.
            message.ignore("workload_selector");
            message.ignore("target_refs");
            message.whole("priority", Integer.MIN_VALUE, Integer.MAX_VALUE);
            return message.messages("config_patches", 100, FilterPatches::patch);
        });
        return new FilterPatches(patches.stream().flatMap(Optional::stream).toList(), List.copyOf(unlisted));
    }

    /** True if it is known of the whole that it lets nobody in. */
    public boolean harmless() {
        return unlisted.isEmpty();
    }

    private static Optional<HarmlessPatch> patch(Message message) {
        message.required("apply_to");
        String target = message.choice("apply_to", Set.of("HTTP_FILTER", "HTTP_ROUTE", "VIRTUAL_HOST")).orElse("");
        switch (target) {
            case "HTTP_FILTER" -> {
                Optional<String> before = message.message("match", match -> FilterInsertion.subFilter(common(match)));
                return message.message("patch", patch -> FilterInsertion.read(patch, before));
            }
            case "HTTP_ROUTE" -> {
                message.message("match", match -> RouteLimits.match(common(match)));
                return Optional.of(message.message("patch", RouteLimits::readOfRoute));
            }
            case "VIRTUAL_HOST" -> {
                message.message("match", match -> RouteLimits.match(common(match)));
                return Optional.of(message.message("patch", RouteLimits::readOfHost));
            }
            default -> {
                message.ignoreRest();
                return Optional.empty();
            }
        }
    }

    private static Message common(Message match) {
        match.choice("context", Set.of("ANY", "GATEWAY", "SIDECAR_INBOUND", "SIDECAR_OUTBOUND"));
        match.message("proxy", proxy -> proxy.text("proxy_version", ANY, "write an expression of at most 1024 characters"));
        return match;
    }
}
