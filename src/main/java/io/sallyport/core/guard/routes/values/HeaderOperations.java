package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a route of a VirtualService, or one of its destinations, does to headers. */
final class HeaderOperations {
    /** In one list of Envoy's. */
    private static final int MOST = 1000;

    private static final Set<String> HOST = Set.of(":authority", "host");

    private final Values values;

    HeaderOperations(Values values) {
        this.values = values;
    }

    /** @param destinations whose operations Envoy gets in one list with those of the route */
    void read(String path, JsonNode headers, List<JsonNode> destinations) {
        for (String side : List.of("request", "response")) {
            boolean request = side.equals("request");
            JsonNode operations = headers.path(side);
            if (!operations.isEmpty()) {
                operations(path + "." + side, operations, request);
            }
            long count = count(operations)
                    + destinations.stream().mapToLong(other -> count(other.path("headers").path(side))).sum();
            if (count > MOST) {
                values.refuse(path + "." + side, count + " headers", "are more than " + MOST, "write fewer");
            }
        }
    }

    private static long count(JsonNode operations) {
        return operations.path("set").size() + (long) operations.path("add").size();
    }

    private void operations(String path, JsonNode operations, boolean request) {
        for (String verb : List.of("set", "add")) {
            operations.path(verb).properties().forEach(entry -> {
                String at = path + "." + verb + "[" + entry.getKey() + "]";
                boolean host = HOST.contains(entry.getKey().toLowerCase(Locale.ROOT));
                if (request && host) {
                    // It becomes the host as it is, and no header.
                    values.text(at, entry.getValue());
                } else {
                    values.headerName(at, entry.getKey(), false);
                    values.format(at, entry.getValue());
                }
            });
        }
        values.each(path + ".remove", operations.path("remove"), (at, name) -> values.headerName(at, name.asText(), false));
    }
}
