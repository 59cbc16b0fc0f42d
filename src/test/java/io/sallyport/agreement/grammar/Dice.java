package io.sallyport.agreement.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Chance that can be repeated: the same seed gives the same choices. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed, long number) {
        // Neighbouring numbers would begin alike.
        random = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ new SplittableRandom(number).nextLong());
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** From one to so many things, few more often than many. */
    <T> List<T> some(int most, Supplier<T> thing) {
        List<T> things = new ArrayList<>();
        do {
            things.add(thing.get());
        } while (things.size() < most && chance(0.5));
        return things;
    }
}
