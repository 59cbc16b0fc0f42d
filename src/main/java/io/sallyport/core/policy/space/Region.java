package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The requests that are in at least one of these boxes.
 *
 * @param boxes none of them empty
 */
public record Region(List<Box> boxes) {
    public static final Region NONE = new Region(List.of());

    public Region {
        boxes = List.copyOf(boxes);
    }

    /** Those of the boxes that are not empty. */
    public static Region of(Collection<Box> boxes, Proof proof) {
        return new Region(boxes.stream()
                .filter(box -> {
                    proof.charge(box.weight());
                    return !box.isEmpty(proof);
                })
                .toList());
    }

    public boolean isEmpty() {
        return boxes.isEmpty();
    }

    /** What is in both. */
    public Region and(Region other, Proof proof) {
        List<Box> both = new ArrayList<>();
        for (Box box : boxes) {
            for (Box bound : other.boxes) {
                proof.charge(box.weight() + bound.weight());
                both.add(box.and(bound));
            }
        }
        return of(both, proof);
    }

    /** What is in this region and not in the other. Each box that is taken away can double their number. */
    public Region minus(Region other, Proof proof) {
        List<Box> rest = boxes;
        // Those with the fewest bounds take away the most, and leave the fewest pieces.
        List<Box> taken = other.boxes.stream()
                .sorted(Comparator.comparingInt(box -> box.bounds().size()))
                .toList();
        for (Box box : taken) {
            List<Box> left = new ArrayList<>();
            for (Box piece : rest) {
                left.addAll(piece.minus(box, proof));
            }
            if (left.isEmpty()) {
                return NONE;
            }
            rest = left;
        }
        return of(rest, proof);
    }
}
