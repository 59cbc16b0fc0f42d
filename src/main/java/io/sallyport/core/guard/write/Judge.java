package io.sallyport.core.guard.write;

import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.language.Proof;
import java.util.List;

/** Judges writes of one kind, or of kinds that are one way in. */
public interface Judge {

    /**
     * Everything that speaks against the write; empty if nothing does.
     *
     * @param cluster the objects as they are before it
     * @param proof   what is asked about languages is asked here, and ends the judgement where it would become too much
     */
    List<Fault> faults(Write write, ClusterObjects cluster, Proof proof);
}
