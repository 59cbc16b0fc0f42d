package io.sallyport.core.companion.exposure;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.caller.Caller;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.Explainer;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.serving.Endpoint;
import io.sallyport.core.serving.Explanations;
import java.util.List;
import java.util.Optional;

/**
 * How many routes the gateway is given for a model: one for each call, for each caller, at each host. Envoy looks through the
 * routes of a host one after the other until one matches (config_impl.cc, RouteMatcher), so that those of one model make the
 * calls of all others slower. What a caller's route lists at other times, such as the uids of accounts, changes nothing.
 *
 * @param calls   method and path, both as clients send them
 * @param callers entries of the list; one that means a whole namespace counts twice, since its route may list accounts, and one
 *                that means its people ten times
 * @param hosts   for which the same routes are written
 */
public record RouteCount(int calls, int callers, int hosts) {
    /** Answers of the gateway itself: for each caller at the model's path and below it, and once for everybody else. */
    private static final int ANSWERS = 2;

    /** What this wish takes. */
    public static RouteCount of(Exposure.Asked asked, ExposureSettings settings) {
        Model service = asked.service();
        String base = settings.path(service.namespace(), service.name());
        int ofModel = calls(asked.serving().endpoints(base));
        int ofExplainer = service.explainer().map(Component::server).map(server -> server instanceof Explainer explainer
                ? calls(Explanations.endpoints(base, explainer))
                : 0).orElse(0);
        int callers = asked.callers().allowed().stream().mapToInt(RouteCount::weight).sum();
        return new RouteCount(ofModel + ofExplainer, callers, settings.gateway().hosts().size() + service.furtherHosts(settings).size());
    }

    private static int calls(List<Endpoint> endpoints) {
        return endpoints.stream().mapToInt(endpoint -> endpoint.calls().size()).sum();
    }

    private static int weight(Caller caller) {
        return switch (caller) {
            case Caller.Namespace _ -> 2;
            case Caller.People _ -> Caller.People.MOST_MATCHES;
            case Caller.Anyone _, Caller.Account _, Caller.Claimed _ -> 1;
        };
    }

    /** Routes, with what the gateway answers by itself. */
    public long routes() {
        return (long) hosts * ((long) calls * callers + ANSWERS * (long) callers + ANSWERS);
    }

    /** What is wrong if the model alone asks for too many. */
    Optional<Fault> fault(ExposureSettings settings) {
        int most = settings.limits().perModel();
        return routes() <= most
                ? Optional.empty()
                : Optional.of(new Fault(
                        "metadata.annotations[" + Names.CALLERS + "]",
                        "asks for " + routes() + " routes at the gateway, of " + calls + " calls for " + callers
                                + " callers (a whole namespace counts twice, its members ten times) at " + hosts + (hosts == 1 ? " host" : " hosts")
                                + ", and " + ExposureSettings.Limits.PER_MODEL + " is " + most,
                        "list fewer callers, such as one namespace as \"team/*\" in place of its accounts, or fewer calls in "
                                + Names.PATHS + " and " + Names.MODELS));
    }

    /**
     * What is wrong if it is one too many beside those that others of its namespace ask for.
     *
     * @param others how many these are
     */
    public Optional<Fault> fault(long others, ExposureSettings settings) {
        int most = settings.limits().perNamespace();
        return others + routes() <= most
                ? Optional.empty()
                : Optional.of(new Fault(
                        "metadata.labels[" + settings.label() + "]",
                        "asks for " + routes() + " routes at the gateway, where other models of the namespace ask for " + others + ", and "
                                + ExposureSettings.Limits.PER_NAMESPACE + " is " + most,
                        "close another model of the namespace, or list fewer callers or calls in this one or another"));
    }
}
