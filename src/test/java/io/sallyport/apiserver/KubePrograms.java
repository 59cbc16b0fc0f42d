package io.sallyport.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The cluster's own programs, as {@code e2e/cluster up} builds them or {@code -Dkube.binaries} names their folder. */
public final class KubePrograms {
    private KubePrograms() {}

    /** The one of this name that was built last. */
    public static Optional<Path> find(String name) {
        String home = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
        String cache = Objects.requireNonNullElse(System.getenv("SALLYPORT_CACHE"), home + "/sallyport");
        Path folder = Path.of(System.getProperty("kube.binaries", cache + "/bin"));
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name + "(-v[0-9.]+|-[0-9a-f]{12})?"))
                    .filter(Files::isExecutable)
                    .max(Comparator.comparing(file -> file.toFile().lastModified()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
