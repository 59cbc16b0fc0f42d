package io.sallyport.config;

import io.sallyport.core.model.limit.LimitSettings;
import io.sallyport.core.model.limit.LimitSettings.Terms;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.model.limit.Rate;
import java.util.Optional;
import java.util.regex.Pattern;

/** The section {@code limits}: how much owners of models may let others use of them. */
final class LimitsSection {
    private static final Pattern NAMESPACE = Pattern.compile("\\*|[a-z0-9]([-a-z0-9]*[a-z0-9*])?");
    private static final Pattern ANY = Pattern.compile("(?s).*");

    private LimitsSection() {}

    static LimitSettings read(Section limits, LimitSettings defaults) {
        return new LimitSettings(
                limits.flag("enabled", defaults.enabled()), limits.list("namespaces", defaults.namespaces(), LimitsSection::terms));
    }

    private static Terms terms(Section entry) {
        var terms = new Terms(
                entry.someTexts("namespaces", NAMESPACE, "write the name of a namespace, with * at its end for any rest, or * for all"),
                rate(entry, "rate"),
                rate(entry, "rateTotal"),
                rate(entry, "mostRate"),
                rate(entry, "mostRateTotal"));
        if (new Limits(terms.rate(), terms.rateTotal()).tooMany()) {
            entry.fault("rateTotal", "lets through calls of more callers than the gateway can tell apart, in the time of rate",
                    "write a lower one, or rate for a shorter time");
        }
        within(entry, "rate", terms.rate(), terms.most());
        within(entry, "rateTotal", terms.rateTotal(), terms.mostTotal());
        return terms;
    }

    private static Optional<Rate> rate(Section entry, String key) {
        String text = entry.text(key, "", ANY, Rate.FORM);
        Optional<Rate> rate = Rate.parse(text);
        if (!text.isEmpty() && rate.isEmpty()) {
            entry.fault(key, "is \"" + text + "\"", Rate.FORM + ", or leave it out");
        }
        return rate;
    }

    private static void within(Section entry, String key, Optional<Rate> usual, Optional<Rate> most) {
        usual.filter(rate -> most.filter(bound -> !rate.within(bound)).isPresent()).ifPresent(rate -> entry.fault(
                key, "is " + rate + ", more than " + most.orElseThrow() + ", which is the most here", "write a lower one"));
    }
}
