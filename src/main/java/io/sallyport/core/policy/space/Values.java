package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Proof;
import java.util.List;

/** A set of values that one attribute of a request may have. Sets of one attribute are all of the same kind. */
public sealed interface Values permits TextValues, HeaderValues, PortValues, Truth {

    boolean isEmpty(Proof proof);

    /** What is in both. */
    Values and(Values other);

    /** What is in this and not in the other, as sets that have nothing in common. */
    List<Values> minus(Values other);

    /** About how many things it is made of, which a copy of it has to go through. */
    long weight();

    /** All values of this kind. */
    Values everything();
}
