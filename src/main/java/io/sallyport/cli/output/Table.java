package io.sallyport.cli.output;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under headings, as kubectl prints them: columns as wide as they need to be, three blanks between them. */
public final class Table {
    private static final String BETWEEN = "   ";

    private Table() {}

    /** @param rows each as long as the headings */
    public static List<String> lines(List<String> headings, List<List<String>> rows) {
        int[] widths = IntStream.range(0, headings.size())
                .map(column -> IntStream.concat(
                                IntStream.of(headings.get(column).length()),
                                rows.stream().mapToInt(row -> row.get(column).length()))
                        .max()
                        .orElse(0))
                .toArray();
        return IntStream.rangeClosed(0, rows.size())
                .mapToObj(i -> line(i == 0 ? headings : rows.get(i - 1), widths))
                .toList();
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> cells.get(column) + " ".repeat(widths[column] - cells.get(column).length()))
                .collect(Collectors.joining(BETWEEN))
                .stripTrailing();
    }
}
