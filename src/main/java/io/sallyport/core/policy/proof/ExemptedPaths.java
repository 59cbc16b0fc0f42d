package io.sallyport.core.policy.proof;

import io.sallyport.core.model.ExposureSettings;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which paths the sign-in page is to leave alone. */
public final class ExemptedPaths {
    private ExemptedPaths() {}

    /**
     * @param lock    none are exempted while it is open
     * @param exposed public paths of the exposed models; only asked in scope {@code model}
     */
    public static List<String> wanted(ExposureSettings settings, Lock lock, Supplier<List<String>> exposed) {
        if (lock instanceof Lock.Open) {
            return List.of();
        }
        return switch (settings.exemption()) {
            case NONE -> List.of();
            case PREFIX -> pair(settings.prefix()).toList();
            case MODEL -> exposed.get().stream().sorted().flatMap(ExemptedPaths::pair).toList();
        };
    }

    private static Stream<String> pair(String path) {
        return Stream.of(path, path + "/*");
    }
}
