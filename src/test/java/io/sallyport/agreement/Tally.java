package io.sallyport.agreement;

import io.sallyport.agreement.wire.Answer;
import io.sallyport.agreement.wire.Answer.Outcome;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what happens, and prints disagreements as they come. */
final class Tally {
    private static final int MOST_PRINTED = 40;

    private final PrintStream out;
    private final Map<Disagreement.Kind, Integer> disagreements = new EnumMap<>(Disagreement.Kind.class);
    private final Map<Outcome, Integer> answers = new EnumMap<>(Outcome.class);
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Set<String> shown = new HashSet<>();
    private int rounds;
    private int printed;

    Tally(PrintStream out) {
        this.out = out;
    }

    synchronized void round(List<Answer> round) {
        rounds++;
        round.forEach(answer -> answers.merge(answer.outcome(), 1, Integer::sum));
    }

    synchronized void skipped(String reason) {
        skipped.merge(reason.replaceAll("(?s).*Message: (.{0,160}).*", "$1"), 1, Integer::sum);
    }

    /** One request of a set says most of what its others would say. */
    synchronized boolean isNews(long number, Disagreement.Kind kind) {
        boolean news = shown.add(number + " " + kind);
        if (!news) {
            disagreements.merge(kind, 1, Integer::sum);
        }
        return news;
    }

    synchronized void add(Disagreement disagreement) {
        disagreements.merge(disagreement.kind(), 1, Integer::sum);
        if (printed++ < MOST_PRINTED) {
            out.println(disagreement);
        }
    }

    synchronized int rounds() {
        return rounds;
    }

    synchronized boolean agreed() {
        return disagreements.isEmpty();
    }

    synchronized String summary() {
        int requests = answers.values().stream().mapToInt(Integer::intValue).sum();
        return "%d policy sets, %d requests (%s), skipped %s: %s"
                .formatted(rounds, requests, answers, skipped, agreed() ? "no disagreement" : "disagreements " + disagreements);
    }
}
