package io.sallyport.controller.lead;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.sallyport.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The Lease that one replica at a time holds. It is taken over when we have not seen it change for its whole duration by our
 * own steady clock, so clocks of other machines do not matter. Used by one thread at a time.
 */
public final class LeaseLock implements AutoCloseable {
    private final Supplier<KubernetesClient> connect;
    private final Settings.Lease settings;
    private final String namespace;
    private final String identity;
    private final Clock clock;
    private volatile Optional<KubernetesClient> connected = Optional.empty();
    private String seenVersion = "";
    private long seenAt;

    /**
     * @param connect  opens a client of our own, so that a busy one cannot make us lose the Lease; its requests must time
     *                 out well within the lease's duration
     * @param identity the Pod's name
     * @param clock    for the times that people read in the Lease
     */
    public LeaseLock(
            Supplier<KubernetesClient> connect, Settings.Lease settings, String namespace, String identity, Clock clock) {
        this.connect = connect;
        this.settings = settings;
        this.namespace = namespace;
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * Asks once.
     *
     * @param now by our own steady clock, in nanoseconds
     * @return true if it is ours now
     */
    boolean acquiredOrRenewed(long now) {
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

    /** Lets go of it, if it is ours, so that another replica need not wait. */
    void release() {
        Lease lease = resource().get();
        if (lease != null && lease.getSpec() != null && isOurs(lease.getSpec())) {
            lease.getSpec().setHolderIdentity("");
            client().resource(lease).update();
        }
    }

    @Override
    public void close() {
        connected.ifPresent(KubernetesClient::close);
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
                .withLeaseDurationSeconds(seconds(settings.duration()))
                .withAcquireTime(isOurs(before) && before.getAcquireTime() != null ? before.getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions(isOurs(before) ? transitions : transitions + 1)
                .endSpec()
                .build();
    }

    /** The Lease has whole seconds. Rounded down, another replica would take it while we may still believe to hold it. */
    private static int seconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.plusSeconds(1).minusNanos(1).toSeconds());
    }

    private Resource<Lease> resource() {
        return client().leases().inNamespace(namespace).withName(settings.name());
    }

    /** Opened when first asked: it takes a while, and what is done before that is waited for. */
    private KubernetesClient client() {
        connected = connected.or(() -> Optional.of(connect.get()));
        return connected.get();
    }
}
