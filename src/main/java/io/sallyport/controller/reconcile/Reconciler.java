package io.sallyport.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.AlteredWriteException;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.ExposureStatus;
import io.sallyport.core.reconcile.GatewayReconciliation;
import io.sallyport.core.reconcile.ModelReconciliation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what belongs to one key to what it should be, whatever happened before. */
public final class Reconciler {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration UNTIL_RENEWED = Duration.ofMillis(100);
    /** The news of what was written to the gateway comes back by a watch. */
    private static final Duration UNTIL_LIMITED = Duration.ofMillis(100);

    /** Receives the status of each model. */
    interface Listener {
        /** @param changed false if everything was like that already */
        void observed(Model service, ExposureStatus status, boolean changed);

        /** Nothing of ours is left of a model that is not to be exposed. */
        void left(Model service);

        void gone(Key.Model key);
    }

    private final ClusterReader reader;
    private final Consumer<Change> writer;
    private final Listener listener;
    private final ExposureSettings settings;
    private final Clock clock;
    private final BooleanSupplier mayWrite;
    private final RefusedDeletions undeleted;
    private final AtomicReference<Optional<GatewayState>> lastGateway = new AtomicReference<>(Optional.empty());

    /** @param mayWrite asked before every write; once it says no, nothing more is written */
    public Reconciler(
            ClusterReader reader,
            Consumer<Change> writer,
            Listener listener,
            ExposureSettings settings,
            Clock clock,
            BooleanSupplier mayWrite) {
        this.reader = reader;
        this.writer = writer;
        this.listener = listener;
        this.settings = settings;
        this.undeleted = new RefusedDeletions(settings);
        this.clock = clock;
        this.mayWrite = mayWrite;
    }

    /**
     * @param others where keys go that have to be looked at because of this one
     * @return when to look again although nothing has changed
     */
    Optional<Instant> reconcile(Key key, Consumer<Key> others) {
        return switch (key) {
            case Key.Gateway _ -> reconcileGateway(others);
            case Key.Model model -> reader.knows(model) ? reconcile(model, others) : Optional.empty();
            case Key.Namespace(String name) -> againUnless(write(reader.accounts().changes(name)));
        };
    }

    private Optional<Instant> reconcileGateway(Consumer<Key> others) {
        GatewayState state = reader.gatewayState();
        ObservedGateway gateway = reader.gateway();
        if (!lastGateway.getAndSet(Optional.of(state)).equals(Optional.of(state))) {
            reader.models().forEach(others);
            warnWithoutSeal(gateway);
        }
        undeleted.begin(gateway.routes(), reader.models(), others);
        List<JsonNode> held = reader.held(undeleted.known());
        return againUnless(write(GatewayReconciliation.changes(gateway, reader.exempted(state), held, settings))
                && write(reader.limitChanges()));
    }

    private void warnWithoutSeal(ObservedGateway gateway) {
        if (settings.gateway().signIn().hosts().isEmpty()) {
            gateway.openElsewhere(settings).ifPresent(request -> LOGGER.atWarn().log(
                    "paths of the sign-in need no token at any host, so that models with a host of their own can be called,"
                            + " such as by {}: set settings.gateway.signInHosts to the hosts where people sign in", request));
        }
    }

    private Optional<Instant> reconcile(Key.Model key, Consumer<Key> others) {
        Optional<Model> service = reader.model(key);
        if (service.isEmpty()) {
            listener.gone(key);
            return againUnless(write(key, ModelReconciliation.ofGone(reader.companions(key)).changes(), others));
        }
        if (reader.awaitsLimits(service.get())) {
            others.accept(Key.GATEWAY);
            ModelReconciliation.ofUnlimited(reader.companions(key)).status().ifPresent(status -> listener.observed(service.get(), status, false));
            return Optional.of(clock.instant().plus(UNTIL_LIMITED));
        }
        ModelReconciliation wanted = ModelReconciliation.of(
                service.get(),
                reader.gatewayState(),
                reader.mesh(service.get()),
                reader.identities(),
                reader.room(key.namespace()),
                reader.companions(key),
                settings,
                clock.instant())
                .noting(reader.accounts().refusal(key.namespace()));
        try {
            if (!write(key, wanted.changes(), others)) {
                return againUnless(false);
            }
            boolean changed = !wanted.changes().isEmpty();
            wanted.status().ifPresentOrElse(
                    status -> listener.observed(service.get(), status, changed),
                    () -> {
                        if (reader.companions(key).isEmpty()) {
                            listener.left(service.get());
                        }
                    });
        } catch (KubernetesClientException e) {
            (undeleted.contains(key) ? wanted.status().map(status -> undeleted(status, key, e)) : refusal(e))
                    .ifPresent(status -> listener.observed(service.get(), status, true));
            throw e;
        }
        return wanted.wakeAt();
    }

    /** A Lease that was renewed late is still ours: what could not be written meanwhile must not be forgotten. */
    private Optional<Instant> againUnless(boolean written) {
        return written ? Optional.empty() : Optional.of(clock.instant().plus(UNTIL_RENEWED));
    }

    /** @return false if we may not write, for now or any more */
    private boolean write(List<Change> changes) {
        return write(changes, _ -> {});
    }

    /** The same for what belongs to a model: where its route cannot be deleted, the gateway answers in its place. */
    private boolean write(Key.Model model, List<Change> changes, Consumer<Key> others) {
        boolean written = write(changes, kept -> {
            if (GroupKind.of(kept).equals(GroupKind.VIRTUAL_SERVICE) && undeleted.add(model)) {
                others.accept(Key.GATEWAY);
            }
        });
        if (written && undeleted.remove(model)) {
            others.accept(Key.GATEWAY);
        }
        return written;
    }

    /** @param kept is told what the API server refuses to delete; the rest goes nevertheless, and nothing is made */
    private boolean write(List<Change> changes, Consumer<ObjectRef> kept) {
        Optional<KubernetesClientException> refused = Optional.empty();
        for (Change change : changes) {
            if (!mayWrite.getAsBoolean()) {
                return false;
            }
            if (refused.isPresent() && !(change instanceof Change.Delete)) {
                break;
            }
            try {
                writer.accept(change);
            } catch (KubernetesClientException e) {
                if (!(change instanceof Change.Delete(ObjectRef ref, String _)) || Failure.code(e) == 0) {
                    throw e;
                }
                kept.accept(ref);
                refused = refused.or(() -> Optional.of(e));
            }
        }
        refused.ifPresent(e -> {
            throw e;
        });
        return true;
    }

    private static ExposureStatus undeleted(ExposureStatus wanted, Key.Model key, KubernetesClientException e) {
        return wanted.kind() == ExposureStatus.Kind.HELD
                ? wanted
                : ExposureStatus.held(
                        wanted.message().replaceFirst("^(closed|not exposed): ", ""),
                        "the API server refuses to delete the VirtualService of " + key.namespace() + "/" + key.name() + " ("
                                + Failure.reason(e) + ")");
    }

    /** What the API server refuses for good, such as a forbidden or invalid object, is told; a conflict is not. */
    private static Optional<ExposureStatus> refusal(KubernetesClientException e) {
        if (e instanceof AlteredWriteException) {
            return waiting(e.getMessage());
        }
        return List.of(400, 403, 422).contains(e.getCode())
                ? waiting("the API server refused a write: " + Failure.reason(e))
                : Optional.empty();
    }

    private static Optional<ExposureStatus> waiting(String reason) {
        return Optional.of(new ExposureStatus(ExposureStatus.Kind.WAITING, "not exposed: " + reason));
    }
}
