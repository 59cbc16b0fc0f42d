package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Labels and annotations of a model that look as if they were for us and are not read: a misspelt name, a name
 * under our prefix that means nothing, or the right name in the wrong place. They change nothing, so they are told, not
 * refused.
 */
public final class MisspeltKeys {
    private static final String OURS = "sallyport.io/";
    /** So that an object full of them cannot make an answer that is too long. */
    private static final int MOST_KEYS = 200;
    private static final int MOST_TOLD = 10;
    /** Longer keys are nobody's slip; and Kubernetes allows none of more than 317 characters. */
    private static final int LONGEST = 80;

    private final ExposureSettings settings;

    public MisspeltKeys(ExposureSettings settings) {
        this.settings = settings;
    }

    /**
     * One sentence for each that the object has.
     *
     * @param before the object as it was, missing if it is new: what it had already is not told again
     */
    public List<String> warnings(JsonNode object, JsonNode before) {
        List<String> warnings = new ArrayList<>();
        for (String key : first(object.at("/metadata/labels"))) {
            if (!before.at("/metadata/labels").has(key)) {
                label(key).ifPresent(meaning -> warnings.add("metadata.labels[" + key + "] is not read: " + meaning));
            }
        }
        boolean labelled = object.at("/metadata/labels").has(settings.label());
        for (String key : first(object.at("/metadata/annotations"))) {
            if (!before.at("/metadata/annotations").has(key)) {
                annotation(key, labelled).ifPresent(meaning -> warnings.add("metadata.annotations[" + key + "] is not read: " + meaning));
            }
        }
        return warnings.size() <= MOST_TOLD ? warnings : warnings.subList(0, MOST_TOLD);
    }

    /** Nobody misspells among thousands, and each is compared with all of ours letter by letter. */
    private static List<String> first(JsonNode map) {
        List<String> keys = Json.keys(map);
        return keys.subList(0, Math.min(keys.size(), MOST_KEYS));
    }

    private Optional<String> label(String key) {
        if (key.equals(settings.label()) || key.length() > LONGEST) {
            return Optional.empty();
        }
        if (Names.MODEL_ANNOTATIONS.contains(key)) {
            return Optional.of("make it an annotation");
        }
        return NearMiss.of(key, List.of(settings.label()))
                .map(name -> "the label is called " + name)
                .or(() -> annotationMeantBy(key).map(name -> "the annotation is called " + name))
                .or(() -> underOurs(key));
    }

    /** @param labelled true where a name without any prefix is more likely to be for us than for somebody else */
    private Optional<String> annotation(String key, boolean labelled) {
        if (Names.MODEL_ANNOTATIONS.contains(key) || key.length() > LONGEST) {
            return Optional.empty();
        }
        if (key.equals(settings.label())) {
            return Optional.of("make it a label");
        }
        return annotationMeantBy(key)
                .or(() -> labelled && key.indexOf('/') < 0 ? byName(key).filter(name -> !name.equals(Names.URL)) : Optional.empty())
                .map(name -> "the annotation is called " + name)
                .or(() -> NearMiss.of(key, List.of(settings.label())).map(name -> "it has to be the label " + name))
                .or(() -> underOurs(key));
    }

    /** By the whole key, or by what follows our prefix, however that is written. */
    private static Optional<String> annotationMeantBy(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash).toLowerCase(Locale.ROOT);
        return NearMiss.of(key, Names.MODEL_ANNOTATIONS)
                .or(() -> prefix.contains(Names.SALLYPORT) ? byName(key.substring(slash + 1)) : Optional.empty());
    }

    private static Optional<String> byName(String written) {
        List<String> names = Names.MODEL_ANNOTATIONS.stream().map(name -> name.substring(OURS.length())).toList();
        return (names.contains(written) ? Optional.of(written) : NearMiss.of(written, names)).map(name -> OURS + name);
    }

    private static Optional<String> underOurs(String key) {
        return key.startsWith(OURS)
                ? Optional.of("Sallyport knows the annotations " + String.join(", ", Names.MODEL_ANNOTATIONS))
                : Optional.empty();
    }
}
