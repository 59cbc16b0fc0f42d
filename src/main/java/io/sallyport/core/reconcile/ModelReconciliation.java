package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.CompanionPlan;
import io.sallyport.core.companion.CompanionPlanner;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.Room;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.reconcile.ExposureStatus.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be done for one model.
 *
 * @param changes the writes, in order
 * @param status  what to tell people; empty if there is nothing to say
 * @param wakeAt  when to look again although nothing has changed
 */
public record ModelReconciliation(List<Change> changes, Optional<ExposureStatus> status, Optional<Instant> wakeAt) {
    private static final Duration UNTIL_THERE_MAY_BE_ROOM = Duration.ofMinutes(1);

    /** The same, with this said of a model that is exposed. */
    public ModelReconciliation noting(Optional<String> note) {
        return new ModelReconciliation(
                changes,
                status.map(said -> said.kind() == Kind.EXPOSED && note.isPresent()
                        ? new ExposureStatus(said.kind(), said.message() + "; " + note.get())
                        : said),
                wakeAt);
    }

    /** For a model that is gone: whatever of it is left goes too. */
    public static ModelReconciliation ofGone(List<JsonNode> companions) {
        return new ModelReconciliation(Changes.between(List.of(), companions), Optional.empty(), Optional.empty());
    }

    /** For a model whose limits the gateway does not hold yet: what is open stays, and nothing more is opened. */
    public static ModelReconciliation ofUnlimited(List<JsonNode> companions) {
        String waits = "the gateway does not hold its limits yet";
        return new ModelReconciliation(
                List.of(),
                companions.isEmpty() ? Optional.of(new ExposureStatus(Kind.WAITING, "not exposed: " + waits)) : Optional.empty(),
                Optional.empty());
    }

    /** The same where nothing is known of ServiceAccounts but their names. */
    public static ModelReconciliation of(
            Model service,
            GatewayState gateway,
            MeshState mesh,
            List<JsonNode> companions,
            ExposureSettings settings,
            Instant now) {
        return of(service, gateway, mesh, Identities.UNKNOWN, Room.ALONE, companions, settings, now);
    }

    /**
     * @param identities that there are now
     * @param room       among the routes of its namespace
     * @param companions what we have made for this model so far, in the order it is written
     * @param now        decides whether the model's time is up
     */
    public static ModelReconciliation of(
            Model service,
            GatewayState gateway,
            MeshState mesh,
            Identities identities,
            Room room,
            List<JsonNode> companions,
            ExposureSettings settings,
            Instant now) {
        List<Change> closing = Changes.between(List.of(), companions);
        return switch (Exposure.of(CompanionPlanner.remembered(service, companions), settings, now)) {
            case Exposure.Closed(String reason) ->
                new ModelReconciliation(
                        closing,
                        closing.isEmpty() ? Optional.empty() : Optional.of(closed(reason, companions)),
                        Optional.empty());
            case Exposure.Refused(List<Fault> faults) ->
                new ModelReconciliation(closing, Optional.of(refused(faults)), Optional.empty());
            case Exposure.Asked asked when room.lacking(asked, settings) instanceof Optional<Fault> fault && fault.isPresent() ->
                // Nobody tells of a model that makes room.
                new ModelReconciliation(
                        closing, Optional.of(refused(List.of(fault.get()))), Optional.of(now.plus(UNTIL_THERE_MAY_BE_ROOM)));
            case Exposure.Asked asked ->
                switch (new CompanionPlanner(settings).desired(asked, gateway, mesh, identities)) {
                    case CompanionPlan.Refused(List<Fault> faults) ->
                        new ModelReconciliation(closing, Optional.of(refused(faults)), asked.until());
                    case CompanionPlan.Waiting(List<String> reasons) ->
                        new ModelReconciliation(
                                closing,
                                Optional.of(new ExposureStatus(Kind.WAITING, "not exposed: " + String.join("; ", reasons))),
                                asked.until());
                    case CompanionPlan.Paused(String reason) ->
                        new ModelReconciliation(
                                List.of(),
                                paused(reason, companions, gateway),
                                asked.until());
                    case CompanionPlan.Companions(List<JsonNode> desired, PodLock lock) ->
                        new ModelReconciliation(
                                Changes.between(desired, companions),
                                Optional.of(HeldRoutes.formerRoute(companions)
                                        .map(former -> new ExposureStatus(Kind.WAITING, "not exposed: " + former))
                                        .orElseGet(() -> exposed(
                                                asked, lock, CompanionPlanner.waiting(asked, gateway, identities), settings))),
                                asked.until());
                };
        };
    }

    /** Istio serves an object until its last finalizer is gone, and so does the gateway a route. */
    private static ExposureStatus closed(String reason, List<JsonNode> companions) {
        List<String> kept = companions.stream().flatMap(object -> HeldRoutes.keptBy(object).stream()).toList();
        return kept.isEmpty() ? new ExposureStatus(Kind.CLOSED, "closed: " + reason) : ExposureStatus.held(reason, String.join("; ", kept));
    }

    /** A route that is there says nothing new while a Pod is not ready; of settings that miss the cluster it is told. */
    private static Optional<ExposureStatus> paused(String reason, List<JsonNode> companions, GatewayState gateway) {
        if (companions.isEmpty()) {
            return Optional.of(new ExposureStatus(Kind.WAITING, "not exposed: " + reason));
        }
        return gateway.missed().isEmpty()
                ? Optional.empty()
                : Optional.of(new ExposureStatus(Kind.WAITING, "left as it was, and may not answer: " + reason));
    }

    private static ExposureStatus refused(List<Fault> faults) {
        return new ExposureStatus(
                Kind.REFUSED, "not exposed: " + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }

    private static ExposureStatus exposed(
            Exposure.Asked asked, PodLock lock, Optional<String> waiting, ExposureSettings settings) {
        Model service = asked.service();
        return new ExposureStatus(
                Kind.EXPOSED,
                "live at " + settings.urlOf(service.namespace(), service.name()) + " for " + asked.callers().described()
                        + waiting.map(callers -> " (" + callers + ")").orElse("")
                        + asked.until().map(until -> " until " + until).orElse("") + "; " + lock.described());
    }
}
