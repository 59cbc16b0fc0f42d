package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.metrics.GuardMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes of what the guard rests on, a moment after each was seen: an upgrade of our release is complete by then, and
 * is told as one; an uninstallation has ended us by then, and is not told. Only ever touched by the schedule's one thread.
 */
final class GuardGaps {
    /** The chart writes it; a change that is an upgrade brings another one to every object. */
    static final String REVISION = "sallyport.io/revision";

    private static final Logger LOGGER = LoggerFactory.getLogger(GuardGaps.class);
    private static final Duration MOMENT = Duration.ofSeconds(15);

    private final Schedule schedule;
    private final GuardEvents events;
    private final GuardMetrics metrics;
    private final Map<GuardedObject, String> revisions = new HashMap<>();
    private String told = "";

    GuardGaps(Schedule schedule, GuardEvents events, GuardMetrics metrics) {
        this.schedule = schedule;
        this.events = events;
        this.metrics = metrics;
    }

    /** The object as it is now, whether or not anything about it is new; returns the revision that it had before. */
    String seen(GuardedObject object, JsonNode found) {
        String before = revisions.getOrDefault(object, "");
        if (object.ofOurChart()) {
            revisions.put(object, found.at("/metadata/annotations").path(REVISION).asText());
        }
        return before;
    }

    /**
     * Also told if it comes back meanwhile: it was gone.
     *
     * @param withUpgrade whether an upgrade of our release may take it away; told, then, as the upgrade that it is
     */
    void removed(GuardedObject object, boolean withUpgrade) {
        LOGGER.atInfo().addKeyValue("object", object).log("gone; told of unless we are uninstalled");
        String before = revisions.getOrDefault(object, "");
        revisions.remove(object);
        schedule.after(MOMENT, () -> {
            String now = revisions.values().stream().findFirst().orElse("");
            if (withUpgrade && !before.isEmpty() && upgraded(before, now)) {
                tellUpgrade(now);
            } else {
                tell(GuardReason.REMOVED, object + " is gone, and with it what it "
                        + (object.grantsRights() ? "let Sallyport do" : "kept out") + ": bring it back"
                        + (object.ofOurChart() ? " with `helm upgrade`" : " with Istio's chart"));
            }
        });
    }

    /** @param before the revision of the release that the object had before the change */
    void changed(GuardedObject object, String before) {
        LOGGER.atInfo().addKeyValue("object", object).log("changed; told of unless our release was upgraded");
        schedule.after(MOMENT, () -> {
            String now = revisions.getOrDefault(object, "");
            if (!upgraded(before, now)) {
                tell(GuardReason.CHANGED, object + " was changed, and not with all others by an upgrade of Sallyport's: compare it"
                        + " with `helm get manifest`, and bring it back with `helm upgrade`");
            } else {
                tellUpgrade(now);
            }
        });
    }

    /** Once for each, however many objects it changed. */
    private void tellUpgrade(String revision) {
        if (!revision.equals(told)) {
            told = revision;
            LOGGER.atInfo().addKeyValue("revision", revision).log("our release was upgraded");
            events.tell(GuardReason.UPGRADED, "what the guard rests on was changed with revision " + revision.replaceFirst("-.*", "")
                    + " of Sallyport's release, which `helm history` has to list");
        }
    }

    void notAsked(String message) {
        tell(GuardReason.NOT_ASKED, message);
    }

    /**
     * One object alone can carry any revision that somebody writes into it. That all carry a new one takes the right to change
     * each: whoever has that right could as well replace the guard.
     */
    private boolean upgraded(String before, String now) {
        return !now.isEmpty() && !now.equals(before) && revisions.values().stream().allMatch(now::equals);
    }

    private void tell(GuardReason reason, String message) {
        LOGGER.atError().addKeyValue("gap", reason.text()).log(message);
        metrics.gapSeen();
        events.tell(reason, message);
    }
}
