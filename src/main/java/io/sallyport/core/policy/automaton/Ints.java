package io.sallyport.core.policy.automaton;

import java.util.Arrays;

/** A list of numbers that takes no more memory than they do. */
public final class Ints {
    private static final int FIRST = 8;

    private final int[][] numbers = {new int[FIRST]};
    private final int[] size = new int[1];

    public void add(int number) {
        if (size[0] == numbers[0].length) {
            numbers[0] = Arrays.copyOf(numbers[0], 2 * size[0]);
        }
        numbers[0][size[0]++] = number;
    }

    public int get(int index) {
        return numbers[0][index];
    }

    public int size() {
        return size[0];
    }
}
