package io.sallyport.apiserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The cluster's own programs, as {@code e2e/cluster up} builds them or {@code -Dkube.binaries} names their folder. */
public final class KubePrograms {
    private KubePrograms() {}

    /** The one of this name that was asked for last; some choose by their name what they are, so it is never another. */
    public static Optional<Path> find(String name) {
        String home = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
        String cache = Objects.requireNonNullElse(System.getenv("SALLYPORT_CACHE"), home + "/sallyport");
        Path folder = Path.of(System.getProperty("kube.binaries", cache + "/bin"));
        return Optional.of(folder.resolve(name)).filter(Files::isExecutable);
    }
}
