package io.sallyport.core.companion.exposure;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.caller.Callers;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.serving.Serving;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a model asks for, before anybody looks at the rest of the cluster. */
public sealed interface Exposure {

    /** It is to be closed; {@code reason} completes the sentence "closed: …". */
    record Closed(String reason) implements Exposure {}

    /** It asks for something we will not do; every fault at once. */
    record Refused(List<Fault> faults) implements Exposure {
        public Refused {
            faults = List.copyOf(faults);
        }
    }

    /**
     * It asks to be called from outside.
     *
     * @param service  the model
     * @param serving  how it is spoken to
     * @param callers  who may call
     * @param until    when that ends
     * @param limits   how often
     */
    record Asked(Model service, Serving serving, Callers callers, Optional<Instant> until, Limits limits)
            implements Exposure {

        /** The same for other callers. */
        public Asked with(Callers others) {
            return new Asked(service, serving, others, until, limits);
        }

        /** True if both ask for the same, whatever else differs between the two models. */
        public boolean sameWish(Asked other) {
            return serving.same(other.serving) && callers.equals(other.callers) && until.equals(other.until) && limits.equals(other.limits);
        }
    }

    /** Reads label and annotations; {@code now} decides whether {@code until} has passed. */
    static Exposure of(Model service, ExposureSettings settings, Instant now) {
        return new ExposureReader(service, settings).read(now);
    }
}
