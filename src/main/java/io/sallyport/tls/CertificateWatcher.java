package io.sallyport.tls;

import io.sallyport.schedule.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a directory in which Kubernetes mounts a {@code kubernetes.io/tls} Secret.
 *
 * <p>It reads the files every few seconds and compares their content: file events do not tell of a mounted Secret,
 * which changes by the swap of a symbolic link. A pair that cannot be used is reported once, and the last good one
 * stays.
 */
public final class CertificateWatcher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CertificateWatcher.class);

    private final Path directory;
    private final Clock clock;
    private final Consumer<CertificateBundle> changed;
    private final Schedule schedule = new Schedule("certificates", 1);
    private List<String> seen = List.of();
    private String reported = "";
    private Optional<CertificateBundle> current = Optional.empty();

    /**
     * @param directory holds {@code tls.crt}, {@code tls.key} and, if known, {@code ca.crt}
     * @param changed   is given the first bundle by {@link #start} and every later one by a thread of the watcher's
     */
    public CertificateWatcher(Path directory, Clock clock, Consumer<CertificateBundle> changed) {
        this.directory = directory;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * Reads the first certificate, then looks again after each interval until closed.
     *
     * @throws InvalidCertificateException if there is no good certificate to begin with
     */
    public void start(Duration interval) {
        seen = read();
        use(parse(seen));
        schedule.every(interval, this::poll);
        schedule.now(this::warnOfTheEnd);
        schedule.every(Duration.ofDays(1), this::warnOfTheEnd);
    }

    /** Looks once; what it finds wrong it returns. */
    Optional<String> poll() {
        try {
            List<String> found = read();
            if (found.equals(seen)) {
                return Optional.empty();
            }
            CertificateBundle bundle = parse(found);
            use(bundle);
            // Only now: what could not be used is offered again at the next look.
            seen = found;
            reported = "";
            LOGGER.atInfo().addKeyValue("notAfter", bundle.notAfter()).log("Certificate changed");
            return Optional.empty();
        } catch (RuntimeException e) {
            // Whatever it is: the last good one stays in use, and the reason is told once.
            String fault = String.valueOf(e.getMessage());
            if (!fault.equals(reported)) {
                reported = fault;
                LOGGER.atError()
                        .addKeyValue("directory", directory)
                        .addKeyValue("reason", fault)
                        .log("Certificate not usable; the last good one stays in use");
            }
            return Optional.of(fault);
        }
    }

    @Override
    public void close() {
        schedule.close();
    }

    private synchronized void use(CertificateBundle bundle) {
        current = Optional.of(bundle);
        changed.accept(bundle);
    }

    /** Nobody renews it but those who provided it, so they are told in time. */
    private synchronized void warnOfTheEnd() {
        current.filter(bundle -> !clock.instant().isBefore(bundle.renewAt()))
                .ifPresent(bundle -> LOGGER.atWarn()
                        .addKeyValue("notAfter", bundle.notAfter())
                        .log("Certificate is past two thirds of its life and should have been renewed"));
    }

    private CertificateBundle parse(List<String> files) {
        CertificateBundle bundle = CertificateBundle.of(files.get(0), files.get(1), files.get(2));
        if (!clock.instant().isBefore(bundle.notAfter())) {
            throw new InvalidCertificateException("tls.crt ended at " + bundle.notAfter());
        }
        return bundle;
    }

    private List<String> read() {
        try {
            // Kubernetes swaps the link "..data"; following it once keeps us from reading half of each version.
            Path data = directory.resolve("..data");
            Path stable = Files.exists(data) ? data.toRealPath() : directory;
            Path ca = stable.resolve("ca.crt");
            return List.of(
                    Files.readString(stable.resolve("tls.crt"), StandardCharsets.US_ASCII),
                    Files.readString(stable.resolve("tls.key"), StandardCharsets.US_ASCII),
                    Files.exists(ca) ? Files.readString(ca, StandardCharsets.US_ASCII) : "");
        } catch (IOException e) {
            throw new InvalidCertificateException(
                    "the mounted Secret in " + directory + " cannot be read: " + e.getClass().getSimpleName() + " "
                            + e.getMessage(),
                    e);
        }
    }
}
