package io.sallyport.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Chance that can be repeated: the same seed gives the same choices. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed, long number) {
        // Neighbouring numbers would begin alike.
        random = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ new SplittableRandom(number).nextLong());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
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
