package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.sallyport.config.Settings;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Agrees by a Lease who leads. Times are taken from our own steady clock only: we stop when we could not renew for the
 * renew deadline, and take over when we have not seen the Lease change for its whole duration, so clocks of other
 * machines do not matter. A request that hangs cannot make us believe we still lead: {@link #held} looks at the time.
 */
final class Leadership implements AutoCloseable {
    /** Who is told; every method must return soon. */
    interface Listener {
        /** We begin to lead. */
        void gained();

        /** We lead no more: everything must have stopped before this returns. */
        void lost();

        /** The API server answers again, after it could not be reached; told of every replica, whoever leads. */
        void reachedAgain();
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Leadership.class);

    private static final int CONFLICT = 409;

    private final Supplier<KubernetesClient> connect;
    private final Settings.Lease settings;
    private final String namespace;
    private final String identity;
    private final Clock clock;
    private final Listener listener;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("leadership").factory());

    private volatile Optional<KubernetesClient> connected = Optional.empty();
    private volatile boolean leading;
    private volatile long renewed;
    private boolean unreached;
    private String seenVersion = "";
    private long seenAt;

    /**
     * @param connect  opens a client of our own, so that a busy one cannot make us lose the Lease; its requests must time
     *                 out well within the lease's duration
     * @param identity the Pod's name
     */
    Leadership(
            Supplier<KubernetesClient> connect,
            Settings.Lease settings,
            String namespace,
            String identity,
            Clock clock,
            Listener listener) {
        this.connect = connect;
        this.settings = settings;
        this.namespace = namespace;
        this.identity = identity;
        this.clock = clock;
        this.listener = listener;
    }

    /** Asks for the Lease from now on, unless closed. */
    synchronized void start() {
        if (rounds.isShutdown()) {
            return;
        }
        rounds.scheduleWithFixedDelay(this::round, 0, settings.retryPeriod().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** True while we lead for certain. */
    boolean held() {
        return leading && System.nanoTime() - renewed < settings.renewDeadline().toNanos();
    }

    /** Stops leading, lets go of the Lease so that another replica need not wait, and asks for it no more. */
    @Override
    public void close() {
        synchronized (this) {
            if (rounds.isShutdown()) {
                return;
            }
            rounds.execute(this::release);
            rounds.shutdown();
        }
        try {
            if (!rounds.awaitTermination(settings.duration().toMillis(), TimeUnit.MILLISECONDS)) {
                rounds.shutdownNow();
            }
        } catch (InterruptedException e) {
            rounds.shutdownNow();
            Thread.currentThread().interrupt();
        }
        connected.ifPresent(KubernetesClient::close);
    }

    private void round() {
        long before = System.nanoTime();
        try {
            boolean ours = acquiredOrRenewed(before);
            reached(true);
            if (ours) {
                renewed = before;
            }
            turn(ours);
        } catch (RuntimeException e) {
            LOGGER.atLevel(Failure.code(e) == CONFLICT ? Level.DEBUG : Level.WARN)
                    .log("the Lease cannot be read or written: {}", Failure.reason(e));
            reached(Failure.code(e) != 0);
            turn(held());
        }
    }

    private void reached(boolean answered) {
        if (answered && unreached) {
            listener.reachedAgain();
        }
        unreached = !answered;
    }

    private void turn(boolean lead) {
        if (lead == leading) {
            return;
        }
        leading = lead;
        LOGGER.atInfo().addKeyValue("identity", identity).log(lead ? "leading" : "not leading any more");
        if (lead) {
            listener.gained();
        } else {
            listener.lost();
        }
    }

    private boolean acquiredOrRenewed(long now) {
        Optional<Lease> found = Optional.ofNullable(resource().get());
        if (found.isEmpty()) {
            client().resource(lease(new LeaseSpec(), "")).create();
            return true;
        }
        Lease lease = found.get();
        LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(LeaseSpec::new);
        String version = lease.getMetadata().getResourceVersion();
        if (!version.equals(seenVersion)) {
            seenVersion = version;
            seenAt = now;
        }
        if (!isOurs(spec) && isHeld(spec, now)) {
            return false;
        }
        client().resource(lease(spec, version)).update();
        return true;
    }

    private boolean isOurs(LeaseSpec spec) {
        return identity.equals(spec.getHolderIdentity());
    }

    private boolean isHeld(LeaseSpec spec, long now) {
        String holder = spec.getHolderIdentity();
        int seconds = Optional.ofNullable(spec.getLeaseDurationSeconds()).orElse(0);
        return holder != null && !holder.isEmpty() && now - seenAt < TimeUnit.SECONDS.toNanos(seconds);
    }

    private Lease lease(LeaseSpec before, String version) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        int transitions = Optional.ofNullable(before.getLeaseTransitions()).orElse(0);
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(settings.name())
                .withResourceVersion(version.isEmpty() ? null : version)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) Math.max(1, settings.duration().toSeconds()))
                .withAcquireTime(isOurs(before) && before.getAcquireTime() != null ? before.getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions(isOurs(before) ? transitions : transitions + 1)
                .endSpec()
                .build();
    }

    private void release() {
        boolean led = leading;
        turn(false);
        if (!led) {
            return;
        }
        try {
            Lease lease = resource().get();
            if (lease != null && lease.getSpec() != null && isOurs(lease.getSpec())) {
                lease.getSpec().setHolderIdentity("");
                client().resource(lease).update();
            }
        } catch (RuntimeException e) {
            LOGGER.atWarn().log("the Lease could not be let go, it runs out by itself: {}", Failure.reason(e));
        }
    }

    private Resource<Lease> resource() {
        return client().leases().inNamespace(namespace).withName(settings.name());
    }

    /** Opened by the first round: it takes a while, and what is done before that is waited for. */
    private KubernetesClient client() {
        connected = connected.or(() -> Optional.of(connect.get()));
        return connected.get();
    }
}
