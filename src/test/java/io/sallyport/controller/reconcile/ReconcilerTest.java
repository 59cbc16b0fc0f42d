package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cache.ClusterCaches;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.issuer.IssuerKeys;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.ExposureStatus;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.metrics.Metrics;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final Schedule schedule = new Schedule("test", 1);
    private final AtomicBoolean mayWrite = new AtomicBoolean();
    private volatile Optional<KubernetesClientException> failure = Optional.empty();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final Reconciler reconciler = reconciler();

    @AfterEach
    void close() {
        schedule.close();
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

    /** It is started once the cluster is known, which may take seconds; the kubelet asks meanwhile. */
    @Test
    void aTermThatHasNotBegunYetIsNotDead() throws InterruptedException {
        Term term = new Term(reconciler, 2, CLOCK, metrics);

        assertThat(term.works()).isTrue();
        term.start();
        assertThat(term.works()).isTrue();
        term.stop(Duration.ofSeconds(2));
        assertThat(term.works()).isFalse();
    }

    /** As when two controllers write the same object: each would keep the API server and the other one busy. */
    @Test
    void aConflictThatLastsIsTriedLessAndLessOften() throws InterruptedException {
        mayWrite.set(true);
        failure = Optional.of(new KubernetesClientException("somebody else was faster", 409, null));
        Term term = new Term(reconciler, 1, CLOCK, metrics);
        term.start();
        term.enqueue(Key.GATEWAY);
        Thread.sleep(2000);

        assertThat(written).hasSizeBetween(3, 12);
        assertThat(term.stop(Duration.ofSeconds(2))).isTrue();
    }

    private Reconciler reconciler() {
        ExposureSettings settings = ExposureSettings.DEFAULTS;
        var caches = new ClusterCaches(client, settings, event -> {}, schedule, Duration.ofMinutes(5), metrics);
        var keys = new IssuerKeys(client, Duration.ofMinutes(1), () -> {}, schedule);
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
        failure.ifPresent(thrown -> {
            throw thrown;
        });
    }

    private record NobodyListens() implements Reconciler.Listener {
        @Override
        public void observed(Model service, ExposureStatus status, boolean changed) {}

        @Override
        public void left(Model service) {}

        @Override
        public void gone(Key.Model key) {}
    }
}
