package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;

/** What requests are compared with. */
final class MatchValues {
    private static final String CLAIMS = "@request.auth.claims";
    /** An expression that istiod takes for "is there" where it compares headers and parameters, and for no expression. */
    private static final String PRESENT = "*";
    private static final int LONGEST_PARAMETER = 1024;

    private final Values values;

    MatchValues(Values values) {
        this.values = values;
    }

    void match(String path, JsonNode match) {
        if (match.at("/uri/regex").isTextual()) {
            values.expression(path + ".uri.regex", match.at("/uri/regex"));
        }
        for (String field : List.of("method", "authority", "scheme")) {
            comparison(path + "." + field, match.path(field));
        }
        for (String field : List.of("headers", "withoutHeaders")) {
            match.path(field).properties().forEach(entry -> header(path + "." + field, entry.getKey(), entry.getValue()));
        }
        match.path("queryParams").properties().forEach(entry -> {
            String at = path + ".queryParams[" + entry.getKey() + "]";
            parameter(at, entry.getKey());
            comparison(at, entry.getValue());
        });
    }

    /** Of a query. */
    void parameter(String path, String name) {
        if (name.isEmpty() || HeaderFormat.bytes(name) > LONGEST_PARAMETER) {
            values.refuse(path, name, "is no name of a parameter", "use 1 to " + LONGEST_PARAMETER + " bytes");
        }
    }

    void origin(String path, JsonNode origin) {
        asked(path, origin);
    }

    private void header(String path, String name, JsonNode comparison) {
        String at = path + "[" + name + "]";
        if (!isClaim(name)) {
            values.headerName(at, name, true);
            comparison(at, comparison);
            return;
        }
        String rest = name.substring(CLAIMS.length());
        List<String> claims = List.of(rest.startsWith(".")
                ? rest.substring(1).split("\\.", -1)
                : rest.substring(1, rest.length() - 1).split("]\\[", -1));
        if (claims.contains("")) {
            values.refuse(at, name, "names an empty claim", "name each claim");
        }
        asked(at, comparison);
    }

    /** What istiod takes for one (pkg/jwt/routing.go); anything else is a header of that name. */
    private static boolean isClaim(String name) {
        if (!name.toLowerCase(Locale.ROOT).startsWith(CLAIMS)) {
            return false;
        }
        String rest = name.substring(CLAIMS.length());
        return rest.startsWith(".") && rest.length() > 1 || rest.startsWith("[") && rest.endsWith("]") && rest.length() > 2;
    }

    /** Where "is there" can be asked for. */
    void comparison(String path, JsonNode comparison) {
        if (!comparison.isEmpty() && !comparison.path("regex").asText("").equals(PRESENT)) {
            asked(path, comparison);
        }
    }

    /** Where something has to be compared with. */
    private void asked(String path, JsonNode comparison) {
        if (comparison.path("regex").isTextual()) {
            values.expression(path + ".regex", comparison.path("regex"));
        } else if (comparison.path("prefix").isTextual() && comparison.path("prefix").asText().isEmpty()) {
            values.refuse(path + ".prefix", comparison.path("prefix"), "is what everything begins with", "leave it out");
        } else if (!comparison.path("exact").isTextual() && !comparison.path("prefix").isTextual()) {
            values.refuse(path, "", "is nothing to compare with", "write exact, prefix or regex there");
        }
    }
}
