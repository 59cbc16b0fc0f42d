package io.sallyport.controller.lead;

import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.schedule.Schedule;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Leads while we hold the Lease, and stops when we could not renew it for the renew deadline, by our own steady clock. A
 * request that hangs cannot make us believe we still lead: {@link #held} looks at the time.
 */
public final class Leadership implements AutoCloseable {
    /** Who is told; every method must return soon. */
    public interface Listener {
        /** We begin to lead. */
        void gained();

        /** We lead no more: everything must have stopped before this returns. */
        void lost();

        /** The API server answers again, after it could not be reached; told of every replica, whoever leads. */
        void reachedAgain();
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Leadership.class);

    private static final int CONFLICT = 409;

    private final LeaseLock lock;
    private final Settings.Lease settings;
    private final String identity;
    private final Listener listener;
    private final Schedule rounds = new Schedule("leadership", 1);

    private volatile boolean leading;
    private volatile long renewed;
    private boolean unreached;

    /**
     * @param lock     closed with this
     * @param identity the Pod's name
     */
    public Leadership(LeaseLock lock, Settings.Lease settings, String identity, Listener listener) {
        this.lock = lock;
        this.settings = settings;
        this.identity = identity;
        this.listener = listener;
    }

    /** Asks for the Lease from now on, unless closed. */
    public void start() {
        rounds.again(settings.retryPeriod(), () -> {
            round();
            return Optional.of(settings.retryPeriod());
        });
    }

    /** True while we lead for certain. */
    public boolean held() {
        return leading && System.nanoTime() - renewed < settings.renewDeadline().toNanos();
    }

    /** Stops leading, lets go of the Lease so that another replica need not wait, and asks for it no more. */
    @Override
    public void close() {
        if (rounds.closed()) {
            return;
        }
        rounds.closeAfter(this::release, settings.duration());
        lock.close();
    }

    private void round() {
        long asked = System.nanoTime();
        boolean answered = true;
        boolean ours;
        try {
            ours = lock.acquiredOrRenewed(asked);
            renewed = ours ? asked : renewed;
        } catch (RuntimeException e) {
            LOGGER.atLevel(Failure.code(e) == CONFLICT ? Level.DEBUG : Level.WARN)
                    .log("the Lease cannot be read or written: {}", Failure.reason(e));
            answered = Failure.code(e) != 0;
            ours = held();
        }
        turn(ours);
        reached(answered);
    }

    private void reached(boolean answered) {
        boolean again = answered && unreached;
        unreached = !answered;
        if (again) {
            listener.reachedAgain();
        }
    }

    private void turn(boolean lead) {
        if (lead == leading) {
            return;
        }
        leading = lead;
        LOGGER.atInfo().addKeyValue("identity", identity).log(lead ? "leading" : "not leading any more");
        boolean told = false;
        try {
            tell(lead);
            told = true;
        } finally {
            // Whoever does not know that we lead does not: it is told again in the next round.
            leading = lead && told;
        }
    }

    private void tell(boolean lead) {
        if (lead) {
            listener.gained();
        } else {
            listener.lost();
        }
    }

    private void release() {
        boolean led = leading;
        turn(false);
        if (!led) {
            return;
        }
        try {
            lock.release();
        } catch (RuntimeException e) {
            LOGGER.atWarn().log("the Lease could not be let go, it runs out by itself: {}", Failure.reason(e));
        }
    }
}
