package io.sallyport.core.policy.space;

import java.util.List;

/** A set of values that one attribute of a request may have. Sets of one attribute are all of the same kind. */
public sealed interface Values permits TextValues, HeaderValues, PortValues, Truth {

    boolean isEmpty();

    /** What is in both. */
    Values and(Values other);

    /** What is in this and not in the other, as sets that have nothing in common. */
    List<Values> minus(Values other);

    /** All values of this kind. */
    Values everything();
}
