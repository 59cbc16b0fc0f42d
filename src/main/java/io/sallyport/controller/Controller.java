package io.sallyport.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.config.Settings;
import io.sallyport.controller.cache.CachedObjects;
import io.sallyport.controller.cache.ClusterCaches;
import io.sallyport.controller.cache.ObjectEvent;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.cluster.ClusterWriter;
import io.sallyport.controller.guard.GatewayNews;
import io.sallyport.controller.guard.StoredNews;
import io.sallyport.controller.issuer.IssuerKeys;
import io.sallyport.controller.lead.Leadership;
import io.sallyport.controller.lead.LeaseLock;
import io.sallyport.controller.reconcile.ClusterReader;
import io.sallyport.controller.reconcile.Key;
import io.sallyport.controller.reconcile.MeasuredWriter;
import io.sallyport.controller.reconcile.ModelEvents;
import io.sallyport.controller.reconcile.Reconciler;
import io.sallyport.controller.reconcile.Term;
import io.sallyport.controller.reconcile.Triggers;
import io.sallyport.controller.stored.StoredLook;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the cluster, and while it leads brings it to what it should be. Every replica follows, because admission
 * needs to know the cluster too.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Controller.class);
    private static final Duration POLL = Duration.ofMillis(50);
    /** How long the first answer about the issuer is waited for: without it, every model would be closed. */
    private static final Duration LONGEST_WAIT_FOR_KEYS = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final Settings settings;
    private final Clock clock;
    private final Runnable stuck;
    private final ControllerMetrics metrics;
    private final Schedule schedule = new Schedule("controller", 2);
    private final ClusterCaches caches;
    private final IssuerKeys keys;
    private final ClusterReader reader;
    private final ClusterWriter writer;
    private final ModelEvents events;
    private final GatewayNews news;
    private final StoredNews storedNews;
    private final StoredLook stored;
    private final Triggers triggers;
    private final Leadership leadership;
    private volatile Optional<Term> term = Optional.empty();

    /**
     * @param client    stays the caller's; see {@link ClusterClient#open}
     * @param namespace our own, which holds the Lease
     * @param identity  our Pod's name
     * @param stuck     called if we lead no more and yet cannot stop writing; has to end the process
     * @param metrics   told of everything that is seen and written
     */
    public Controller(
            KubernetesClient client,
            Settings settings,
            String namespace,
            String identity,
            Clock clock,
            Runnable stuck,
            ControllerMetrics metrics) {
        this.settings = settings;
        this.clock = clock;
        this.stuck = stuck;
        this.metrics = metrics;
        this.caches = new ClusterCaches(
                client, settings.exposure(), this::changed, schedule, settings.controller().watchSilence(), metrics);
        this.keys = new IssuerKeys(client, settings.controller().jwksRefresh(), () -> enqueue(Key.GATEWAY), schedule);
        this.reader = new ClusterReader(caches, keys, settings.exposure(), clock);
        this.writer = new ClusterWriter(client, caches::version);
        this.events = new ModelEvents(client, identity, clock, () -> term.map(Term::waiting).orElse(0) > 0);
        this.news = new GatewayNews(client, namespace, settings.webhook().service(), identity, clock, this::missed);
        this.storedNews = new StoredNews(client, namespace, settings.webhook().service(), identity, clock);
        this.stored = new StoredLook(
                client, new CachedObjects(caches), settings, () -> term.isPresent() && caches.synced(), storedNews, metrics);
        this.triggers = new Triggers(settings.exposure(), reader::rootNamespace, reader::models, reader::calledFrom);
        Settings.Lease lease = settings.controller().lease();
        var lock = new LeaseLock(() -> ClusterClient.forElection(client, lease), lease, namespace, identity, clock);
        this.leadership = new Leadership(lock, lease, identity, new Election());
        measure();
    }

    private final class Election implements Leadership.Listener {
        @Override
        public void gained() {
            begin();
        }

        @Override
        public void lost() {
            end();
        }

        @Override
        public void reachedAgain() {
            caches.mistrust();
        }
    }

    private void measure() {
        metrics.leader(leadership::held);
        metrics.exposedModels(reader::exposed);
        metrics.gatewayLocked(() -> reader.gatewayState().lock() instanceof Lock.Holds);
        metrics.missedSettings(() -> caches.synced() ? reader.gatewayState().missed().size() : 0);
        metrics.queue(
                () -> term.map(Term::waiting).orElse(0), () -> term.map(Term::oldest).orElse(Duration.ZERO));
    }

    private List<String> missed() {
        return term.isPresent() && caches.synced() ? reader.gatewayState().missed() : List.of();
    }

    /** Begins; returns at once, and never fails because the API server cannot be reached. */
    public void start() {
        caches.start();
        keys.start();
        stored.start();
        schedule.again(POLL, this::standWhenSynced);
        schedule.every(settings.controller().resync(), this::enqueueAll);
    }

    /** Who does not know the cluster yet leaves the lead to one that does, and has more time to get to know it. */
    private Optional<Duration> standWhenSynced() {
        if (!caches.synced()) {
            return Optional.of(POLL);
        }
        leadership.start();
        return Optional.empty();
    }

    /** True once {@link #snapshot} is complete. */
    public boolean synced() {
        return caches.synced();
    }

    /** What is not known yet, and why; nothing once {@link #synced}. */
    public List<String> lacks() {
        return caches.lacks();
    }

    /** False if only a restart can help: a worker died, or no watch has come back for minutes although we can ask. */
    public boolean alive() {
        boolean silent = caches.synced() && keys.reachable() && caches.silence().compareTo(LONGEST_SILENCE) > 0;
        return !silent && term.map(Term::works).orElse(true);
    }

    /** True while this replica is the one that writes. */
    public boolean leading() {
        return leadership.held();
    }

    /** What admission needs to know of the cluster; cheap, and calls nobody. */
    public ClusterSnapshot snapshot() {
        return reader.snapshot();
    }

    /** Stops writing and lets go of the Lease for good; goes on following, since admission may still be asked. */
    public void resign() {
        leadership.close();
    }

    /** Resigns, then stops following. */
    @Override
    public void close() {
        resign();
        schedule.close();
        stored.close();
        storedNews.close();
        caches.close();
        news.close();
        events.close();
    }

    /** What came can wait, and comes in masses when we begin; what changed or went may have to be closed at once. */
    private void changed(ObjectEvent event) {
        stored.changed(event.kind());
        term.ifPresent(current -> triggers.keys(event)
                .forEach(event.came() ? current::enqueueBehind : current::enqueue));
    }

    private void enqueue(Key key) {
        term.ifPresent(current -> current.enqueue(key));
    }

    private void enqueueAll() {
        if (caches.synced()) {
            enqueue(Key.GATEWAY);
            term.ifPresent(current -> {
                Set<Key.Model> models = reader.models();
                models.forEach(current::enqueueBehind);
                reader.accounts().namespaces(models).forEach(current::enqueueBehind);
            });
        }
    }

    private void begin() {
        Reconciler reconciler = new Reconciler(
                reader, new MeasuredWriter(writer, metrics, news::repaired), events, settings.exposure(), clock, leadership::held);
        Term next = new Term(reconciler, settings.controller().workers(), clock, metrics);
        term = Optional.of(next);
        long since = System.nanoTime();
        schedule.again(POLL, () -> startWhenKnown(next, since));
    }

    /** What is not known yet must not be taken for gone. */
    private Optional<Duration> startWhenKnown(Term next, long since) {
        boolean waited = System.nanoTime() - since > LONGEST_WAIT_FOR_KEYS.toNanos();
        if (!term.filter(current -> current == next).isPresent()) {
            return Optional.empty();
        }
        if (!caches.synced() || !keys.asked() && !waited) {
            return Optional.of(POLL);
        }
        next.start();
        enqueueAll();
        return Optional.empty();
    }

    private void end() {
        Optional<Term> last = term;
        term = Optional.empty();
        if (!last.map(ended -> ended.stop(LONGEST_STOP)).orElse(true)) {
            LOGGER.atError().log("a worker cannot be stopped, and another replica may lead: the process has to end");
            stuck.run();
        }
    }
}
