package io.sallyport.core.policy.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The requests that are in at least one of these boxes.
 *
 * @param boxes none of them empty
 */
public record Region(List<Box> boxes) {
    /** Taking boxes away from boxes can double their number each time; a policy that people can read stays far below. */
    private static final int MOST_BOXES = 4_096;

    public static final Region NONE = new Region(List.of());

    public Region {
        boxes = boxes.stream().filter(box -> !box.isEmpty()).toList();
    }

    public boolean isEmpty() {
        return boxes.isEmpty();
    }

    /** What is in both. */
    public Region and(Box bound) {
        return new Region(boxes.stream().map(box -> box.and(bound)).toList());
    }

    /**
     * What is in this region and not in the other.
     *
     * @throws TooComplexException if it falls into too many boxes
     */
    public Region minus(Region other) {
        List<Box> rest = boxes;
        // Those with the fewest bounds take away the most, and leave the fewest pieces.
        List<Box> taken = other.boxes.stream()
                .sorted(Comparator.comparingInt(box -> box.bounds().size()))
                .toList();
        for (Box box : taken) {
            List<Box> left = new ArrayList<>();
            for (Box piece : rest) {
                left.addAll(piece.minus(box));
                if (left.size() > MOST_BOXES) {
                    throw new TooComplexException("more than " + MOST_BOXES + " cases");
                }
            }
            if (left.isEmpty()) {
                return NONE;
            }
            rest = left;
        }
        return new Region(rest);
    }
}
