package io.sallyport.core.policy.proof;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.TextPattern;
import io.sallyport.core.policy.TextPatterns;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.TextValues;
import java.util.List;

/** Which requests the guard asks about. */
public final class AskedRequests {
    private AskedRequests() {}

    /** Those in the guard's scope, without the paths that the admin allows to be open. */
    public static Box by(ExposureSettings settings) {
        Language scope = switch (settings.guard().scope()) {
            case GATEWAY -> Language.EVERYTHING;
            case MODELS -> paths(settings.prefix());
        };
        var allowed = new TextPatterns(
                settings.guard().allowedExemptions().stream().map(TextPattern::ofPath).toList(), false);
        return Box.ALL.and(Attribute.PATH, new TextValues(scope.minus(allowed.language(EnvoyVersion.BEFORE_1_34_1))));
    }

    /** A path and everything below it. */
    static Box under(String prefix) {
        return Box.ALL.and(Attribute.PATH, new TextValues(paths(prefix)));
    }

    /** A path and everything below it. */
    public static Language paths(String prefix) {
        return new TextPatterns(List.of(new TextPattern.Exact(prefix), new TextPattern.Prefix(prefix + "/")), false)
                .language(EnvoyVersion.SINCE_1_34_1);
    }
}
