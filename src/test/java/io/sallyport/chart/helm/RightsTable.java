package io.sallyport.chart.helm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the chart's accounts may do, for the chart's README: a row for each place and the verbs that are the same there. */
public final class RightsTable {
    private static final Pattern RIGHT = Pattern.compile("(\\S+): (\\S+) (\\S+?)(?: named (\\S+))?");

    private record Place(String account, String where, String what) {}

    private record Row(String account, String where, List<String> verbs) {}

    private RightsTable() {}

    /** @param accounts by what they are for, in the order of the table */
    public static String markdown(Rendered rendered, Map<String, String> accounts) {
        Map<Row, Set<String>> rows = new LinkedHashMap<>();
        accounts.forEach((purpose, account) -> verbs(rendered, purpose, account).forEach((place, verbs) -> rows.computeIfAbsent(
                        new Row(place.account(), place.where(), List.copyOf(verbs)), _ -> new TreeSet<>())
                .add(place.what())));
        return rows.entrySet().stream()
                .map(row -> "| %s | %s | %s | %s |\n".formatted(
                        row.getKey().account(),
                        row.getKey().where(),
                        String.join(", ", row.getKey().verbs()),
                        String.join(", ", row.getValue())))
                .collect(Collectors.joining("", "| account | where | may | what |\n|---|---|---|---|\n", ""));
    }

    private static Map<Place, Set<String>> verbs(Rendered rendered, String purpose, String account) {
        Map<Place, Set<String>> verbs = new LinkedHashMap<>();
        for (String right : Rights.of(rendered, account)) {
            Matcher read = RIGHT.matcher(right);
            if (!read.matches()) {
                throw new IllegalStateException(right);
            }
            String what = "`" + read.group(3) + "`" + (read.group(4) == null ? "" : " named `" + read.group(4) + "`");
            verbs.computeIfAbsent(new Place(purpose, read.group(1), what), _ -> new TreeSet<>()).add(read.group(2));
        }
        return verbs;
    }
}
