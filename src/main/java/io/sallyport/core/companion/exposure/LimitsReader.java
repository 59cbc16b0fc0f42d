package io.sallyport.core.companion.exposure;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.limit.LimitSettings;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.model.limit.Rate;
import io.sallyport.core.text.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a model's annotations say about limits, within what the admin allows its namespace. */
public final class LimitsReader {
    private static final int LONGEST_SHOWN = 60;

    private final LimitSettings settings;
    private final String namespace;
    private final Function<String, Optional<String>> annotation;
    private final List<Fault> faults;

    /**
     * @param namespace  of the model
     * @param annotation its text by its key
     * @param faults     to which every fault is added
     */
    public LimitsReader(
            LimitSettings settings, String namespace, Function<String, Optional<String>> annotation, List<Fault> faults) {
        this.settings = settings;
        this.namespace = namespace;
        this.annotation = annotation;
        this.faults = faults;
    }

    /** What holds for the model; worth nothing if a fault was found. */
    public Limits read() {
        if (!settings.enabled()) {
            List.of(Names.RATE, Names.RATE_TOTAL).forEach(this::refuse);
            return Limits.NONE;
        }
        Limits usual = settings.usual(namespace);
        Limits most = settings.most(namespace);
        Limits limits = new Limits(
                rate(Names.RATE, most.each()).or(usual::each), rate(Names.RATE_TOTAL, most.all()).or(usual::all));
        if (limits.tooMany()) {
            faults.add(new Fault(
                    path(Names.RATE_TOTAL),
                    "lets " + limits.together().orElseThrow().passes(limits.each().orElseThrow().per()) + " calls through in the "
                            + limits.each().get().per() + " of " + Names.RATE + ", by more callers than the gateway can tell apart ("
                            + (Limits.CALLERS - 1) + ")",
                    "write a lower one, or " + Names.RATE + " for a shorter time"));
        }
        return limits;
    }

    private void refuse(String key) {
        annotation.apply(key).ifPresent(_ -> faults.add(new Fault(
                path(key),
                "is set, and limits are not switched on",
                "leave it out, or have the admin set Sallyport's chart value settings.limits.enabled")));
    }

    private Optional<Rate> rate(String key, Optional<Rate> most) {
        Optional<String> text = annotation.apply(key);
        Optional<Rate> rate = text.flatMap(Rate::parse);
        if (text.isPresent() && rate.isEmpty()) {
            faults.add(new Fault(path(key), "is \"" + Excerpt.of(text.get(), LONGEST_SHOWN) + "\"", Rate.FORM));
        }
        rate.filter(own -> most.filter(bound -> !own.within(bound)).isPresent()).ifPresent(own -> faults.add(new Fault(
                path(key),
                "is " + own + ", more than " + most.orElseThrow() + ", which models of " + namespace + " may have at most",
                "write no more than " + most.get() + ", neither at once nor over time")));
        return rate;
    }

    private static String path(String key) {
        return "metadata.annotations[" + key + "]";
    }
}
