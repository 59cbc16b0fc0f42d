package io.sallyport.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@");

    @Test
    void showsThreeLinesAroundAChange() {
        assertThat(UnifiedDiff.of("Pod a/b", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n")).isEqualTo("""
                --- Pod a/b
                +++ Pod a/b
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                """);
    }

    @Test
    void saysThatThereWasNothingBefore() {
        assertThat(UnifiedDiff.of("Pod a/b", "", "1\n")).isEqualTo("--- /dev/null\n+++ Pod a/b\n@@ -0,0 +1,1 @@\n+1\n");
        assertThat(UnifiedDiff.of("Pod a/b", "1\n", "")).isEqualTo("--- Pod a/b\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-1\n");
        assertThat(UnifiedDiff.of("Pod a/b", "1\n", "1\n")).isEmpty();
    }

    /** What {@code patch} does: each hunk is found where its head says, and put in. */
    @Property
    void makesTheOneTextOfTheOther(@ForAll("texts") List<String> before, @ForAll("texts") List<String> after) {
        String diff = UnifiedDiff.of("x", text(before), text(after));

        assertThat(patched(before, diff.lines().toList())).isEqualTo(after);
    }

    private static List<String> patched(List<String> before, List<String> diff) {
        List<String> patched = new ArrayList<>();
        int at = 0;
        for (String line : diff.subList(Math.min(2, diff.size()), diff.size())) {
            if (line.startsWith("@@")) {
                int from = start(line, 1);
                patched.addAll(before.subList(at, from));
                at = from;
                assertThat(patched).as(line).hasSize(start(line, 3));
            } else {
                if (line.charAt(0) != '+') {
                    assertThat(line.substring(1)).isEqualTo(before.get(at++));
                }
                if (line.charAt(0) != '-') {
                    patched.add(line.substring(1));
                }
            }
        }
        patched.addAll(before.subList(at, before.size()));
        return patched;
    }

    /** How many lines are before the hunk: a hunk without lines names the one before it. */
    private static int start(String head, int group) {
        MatchResult hunk = HUNK.matcher(head).results().findFirst().orElseThrow();
        int line = Integer.parseInt(hunk.group(group));
        return hunk.group(group + 1).equals("0") ? line : line - 1;
    }

    private static String text(List<String> lines) {
        return String.join("", lines.stream().map(line -> line + "\n").toList());
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.of("a", "b", "c", "d").list().ofMaxSize(40);
    }
}
