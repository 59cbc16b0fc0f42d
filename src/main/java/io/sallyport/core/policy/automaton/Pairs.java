package io.sallyport.core.policy.automaton;

import java.util.Arrays;

/** Pairs of states and the numbers that they were given, in the order in which they were found. */
public final class Pairs {
    static final int NONE = -1;

    private static final int FIRST = 16;

    private final Ints firsts = new Ints();
    private final Ints seconds = new Ints();
    /** Number of the pair that is at home here or was moved on to here; {@link #NONE} where none is. */
    private final int[][] places = {empty(FIRST)};

    int first(int number) {
        return firsts.get(number);
    }

    int second(int number) {
        return seconds.get(number);
    }

    /** {@link #NONE} if it was not found yet. */
    int find(int first, int second) {
        int[] table = places[0];
        int place = home(first, second, table.length);
        while (table[place] != NONE) {
            int number = table[place];
            if (firsts.get(number) == first && seconds.get(number) == second) {
                return number;
            }
            place = place + 1 & table.length - 1;
        }
        return NONE;
    }

    /** Gives the next number to a pair that was not found yet. */
    void add(int first, int second) {
        if (2 * (firsts.size() + 1) > places[0].length) {
            int[] wider = empty(2 * places[0].length);
            for (int number = 0; number < firsts.size(); number++) {
                put(wider, number);
            }
            places[0] = wider;
        }
        firsts.add(first);
        seconds.add(second);
        put(places[0], firsts.size() - 1);
    }

    private void put(int[] table, int number) {
        int place = home(firsts.get(number), seconds.get(number), table.length);
        while (table[place] != NONE) {
            place = place + 1 & table.length - 1;
        }
        table[place] = number;
    }

    /** Mixed well, since who writes the patterns must not be able to choose who meets whom. */
    private static int home(int first, int second, int length) {
        long mixed = (first * 0x9E3779B97F4A7C15L) ^ (second * 0xC2B2AE3D27D4EB4FL);
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        return (int) mixed & length - 1;
    }

    private static int[] empty(int length) {
        int[] table = new int[length];
        Arrays.fill(table, NONE);
        return table;
    }
}
