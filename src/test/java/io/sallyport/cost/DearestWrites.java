package io.sallyport.cost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Looks for the write of a kind that costs most to judge: makes more of those that cost most so far. */
final class DearestWrites {
    private static final int KEPT = 6;

    private final Random random;
    private final Amplifier amplifier;
    private final List<Dear> dearest = new ArrayList<>();
    private int tried;

    /** A write and what it costs. */
    record Dear(JudgedWrite write, int length, Cost cost) {}

    DearestWrites(List<JudgedWrite> seeds, Random random) {
        this.random = random;
        this.amplifier = new Amplifier(random);
        seeds.forEach(this::keepIfDear);
    }

    /** Goes on for so long. */
    void search(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            step();
        }
    }

    /** Tries one more. */
    void step() {
        JudgedWrite write = dearest.get(random.nextInt(dearest.size())).write();
        for (int i = random.nextInt(3); i >= 0; i--) {
            write = write.withObject(amplifier.amplified(write.object()));
        }
        keepIfDear(write);
    }

    Dear dearest() {
        return dearest.getFirst();
    }

    int tried() {
        return tried;
    }

    private void keepIfDear(JudgedWrite write) {
        byte[] bytes = write.bytes();
        tried++;
        if (bytes.length > JudgedWrite.MOST_BYTES) {
            return;
        }
        double least = dearest.size() < KEPT ? 0 : dearest.getLast().cost().share();
        if (JudgedWrite.cost(bytes, 1).share() <= least) {
            return;
        }
        dearest.add(new Dear(write, bytes.length, JudgedWrite.cost(bytes, 3)));
        dearest.sort(Comparator.comparingDouble((Dear dear) -> dear.cost().share()).reversed());
        if (dearest.size() > KEPT) {
            dearest.removeLast();
        }
    }
}
