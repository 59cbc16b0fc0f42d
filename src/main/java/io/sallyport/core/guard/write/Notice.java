package io.sallyport.core.guard.write;

import io.sallyport.core.model.ClusterObjects;
import java.util.List;

/** Tells the writer of an allowed write what follows from it and may not be meant. */
public interface Notice {

    /**
     * One sentence each; empty if there is nothing to tell.
     *
     * @param cluster the objects as they are before it
     */
    List<String> of(Write write, ClusterObjects cluster);
}
