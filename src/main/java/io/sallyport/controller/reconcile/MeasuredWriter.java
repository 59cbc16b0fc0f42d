package io.sallyport.controller.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.ClusterWriter;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.core.reconcile.Change;
import io.sallyport.metrics.ControllerMetrics;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes, and counts what came of it. */
public final class MeasuredWriter implements Consumer<Change> {
    private static final int CONFLICT = 409;

    private final ClusterWriter writer;
    private final ControllerMetrics metrics;
    private final Consumer<Change> repaired;
    private final OwnWrites before = new OwnWrites();

    /** @param repaired told of every write that put back what somebody else had undone */
    public MeasuredWriter(ClusterWriter writer, ControllerMetrics metrics, Consumer<Change> repaired) {
        this.writer = writer;
        this.repaired = repaired;
        this.metrics = metrics;
    }

    @Override
    public void accept(Change change) {
        metrics.desired(change);
        try {
            Optional<String> version = writer.write(change);
            metrics.applied(change);
            if (before.repeated(change, version)) {
                metrics.repaired(change);
                repaired.accept(change);
            }
        } catch (KubernetesClientException e) {
            // Somebody else was faster: that is no failure, and is looked at again at once.
            if (Failure.code(e) != CONFLICT) {
                metrics.failed(change);
            }
            throw e;
        }
    }
}
