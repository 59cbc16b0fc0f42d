package io.sallyport.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Two texts as {@code diff -u} shows them, for texts as short as an object of Kubernetes: time and space grow with the square. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /** A line, with its sign, and how many lines of either text are before it. */
    private record Line(char sign, String text, int before, int after) {
        boolean changed() {
            return sign != ' ';
        }
    }

    /**
     * @param name   of both texts
     * @param before empty for what is not there yet
     * @param after  empty for what goes
     * @return empty if the texts are equal
     */
    public static String of(String name, String before, String after) {
        List<Line> lines = lines(before.lines().toList(), after.lines().toList());
        if (lines.stream().noneMatch(Line::changed)) {
            return "";
        }
        StringBuilder diff = new StringBuilder()
                .append("--- ").append(before.isEmpty() ? "/dev/null" : name).append('\n')
                .append("+++ ").append(after.isEmpty() ? "/dev/null" : name).append('\n');
        int at = 0;
        while (at < lines.size()) {
            int end = at;
            while (end < lines.size() && near(lines, end)) {
                end++;
            }
            if (end > at) {
                hunk(lines.subList(at, end), diff);
            }
            at = end + 1;
        }
        return diff.toString();
    }

    /** Whether it is shown: a change, or next to one. */
    private static boolean near(List<Line> lines, int at) {
        return lines.subList(Math.max(0, at - CONTEXT), Math.min(lines.size(), at + CONTEXT + 1)).stream().anyMatch(Line::changed);
    }

    private static void hunk(List<Line> lines, StringBuilder diff) {
        diff.append("@@ -").append(range(lines, '+', lines.getFirst().before()))
                .append(" +").append(range(lines, '-', lines.getFirst().after()))
                .append(" @@\n")
                .append(lines.stream().map(line -> line.sign() + line.text() + "\n").collect(Collectors.joining()));
    }

    /** The lines of one of both texts: all but those with the other's sign. */
    private static String range(List<Line> lines, char other, int linesBefore) {
        long count = lines.stream().filter(line -> line.sign() != other).count();
        return (count == 0 ? linesBefore : linesBefore + 1) + "," + count;
    }

    private static List<Line> lines(List<String> before, List<String> after) {
        int[][] common = common(before, after);
        List<Line> lines = new ArrayList<>();
        int left = 0;
        int right = 0;
        while (left < before.size() || right < after.size()) {
            if (left < before.size() && right < after.size() && before.get(left).equals(after.get(right))) {
                lines.add(new Line(' ', before.get(left), left++, right++));
            } else if (right == after.size() || left < before.size() && common[left + 1][right] >= common[left][right + 1]) {
                lines.add(new Line('-', before.get(left), left++, right));
            } else {
                lines.add(new Line('+', after.get(right), left, right++));
            }
        }
        return lines;
    }

    /** How many lines the rests of both texts have in common, from each line on. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int left = before.size() - 1; left >= 0; left--) {
            for (int right = after.size() - 1; right >= 0; right--) {
                common[left][right] = before.get(left).equals(after.get(right))
                        ? common[left + 1][right + 1] + 1
                        : Math.max(common[left + 1][right], common[left][right + 1]);
            }
        }
        return common;
    }
}
