package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.controller.cache.ClusterCaches;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.issuer.IssuerKeys;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.ExposureStatus;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a cluster of which nothing is known yet, so that the gateway lacks its guard. No API server is asked. */
@Timeout(20)
class ReconcilerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);

    private final ControllerMetrics metrics = new Metrics("test").controller();
    private final KubernetesClient client = ClusterClient.open(Config.empty());
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final AtomicBoolean mayWrite = new AtomicBoolean();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final Reconciler reconciler = reconciler();

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        client.close();
    }

    @Test
    void looksAgainSoonAtWhatItMayNotWriteForNow() {
        assertThat(reconciler.reconcile(Key.GATEWAY, others -> {})).contains(CLOCK.instant().plusMillis(100));
        assertThat(written).isEmpty();
    }

    @Test
    void hasNothingToLookAtAgainOnceAllIsWritten() {
        mayWrite.set(true);

        assertThat(reconciler.reconcile(Key.GATEWAY, others -> {})).isEmpty();
        assertThat(written).contains(GatewayCompanions.GUARD);
    }

    /** As when the Lease is renewed late: nothing changes in the cluster, and nobody adds the key a second time. */
    @Test
    void writesByItselfWhatItMightNotWriteBefore() throws InterruptedException {
        Term term = new Term(reconciler, 1, CLOCK, metrics);
        term.start();
        term.enqueue(Key.GATEWAY);
        Thread.sleep(150);
        assertThat(written).isEmpty();

        mayWrite.set(true);

        while (!written.contains(GatewayCompanions.GUARD)) {
            Thread.sleep(5);
        }
        assertThat(term.stop(Duration.ofSeconds(2))).isTrue();
    }

    private Reconciler reconciler() {
        ExposureSettings settings = ExposureSettings.DEFAULTS;
        var caches = new ClusterCaches(client, settings, event -> {}, scheduler, Duration.ofMinutes(5), metrics);
        var keys = new IssuerKeys(client, Duration.ofMinutes(1), () -> {}, scheduler);
        return new Reconciler(
                new ClusterReader(caches, keys, settings, CLOCK),
                this::write,
                new NobodyListens(),
                settings,
                CLOCK,
                mayWrite::get);
    }

    private void write(Change change) {
        written.add(change.ref().name());
    }

    private record NobodyListens() implements Reconciler.Listener {
        @Override
        public void stands(InferenceService service, ExposureStatus status, boolean changed) {}

        @Override
        public void gone(Key.Model key) {}
    }
}
