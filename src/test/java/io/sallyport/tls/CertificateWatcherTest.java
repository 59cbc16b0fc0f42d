package io.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory is laid out as the kubelet does it: {@code tls.crt -> ..data/tls.crt}, {@code ..data -> version}. */
class CertificateWatcherTest {
    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final CertificateRotation rotation = CertificateRotation.forService(
            new CertificateAuthority(clock, new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90)),
            "sallyport", "sallyport", "cluster.local");
    private final StoredCertificates first = rotation.renewed(StoredCertificates.NONE);
    private final StoredCertificates second = rotation.renewed(StoredCertificates.NONE);
    private final List<CertificateBundle> seen = new ArrayList<>();

    @TempDir
    private Path directory;

    private CertificateWatcher watcher;

    @BeforeEach
    void mountTheFirst() throws IOException {
        mount("1", first.chain(), first.key(), first.authorities());
        for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
            Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
        }
        watcher = new CertificateWatcher(directory, clock, seen::add);
        watcher.start(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    @Test
    void handsOverTheFirstCertificateAtOnce() {
        assertThat(seen).containsExactly(first.bundle());
    }

    @Test
    void saysNothingWhileNothingChanges() throws IOException {
        mount("2", first.chain(), first.key(), first.authorities());

        assertThat(watcher.poll()).isEmpty();
        assertThat(seen).hasSize(1);
    }

    @Test
    void followsTheSwapOfTheLink() throws IOException {
        mount("2", second.chain(), second.key(), second.authorities());

        assertThat(watcher.poll()).isEmpty();
        assertThat(seen).containsExactly(first.bundle(), second.bundle());
    }

    @Test
    void keepsTheLastGoodPairAndReportsTheBadOne() throws IOException {
        mount("2", second.chain(), first.key(), second.authorities());
        assertThat(watcher.poll()).contains("tls.key does not belong to the first certificate of tls.crt");
        mount("3", "", "", "");
        assertThat(watcher.poll()).contains("tls.crt holds no certificate");
        assertThat(seen).hasSize(1);

        mount("4", second.chain(), second.key(), "");
        assertThat(watcher.poll()).isEmpty();
        assertThat(seen).hasSize(2);
        assertThat(seen.getLast().caBundle()).isEmpty();
    }

    /** As when the server cannot change over for a moment. */
    @Test
    void offersACertificateAgainThatCouldNotBeUsed() throws IOException {
        var offered = new ArrayList<CertificateBundle>();
        try (var looking = new CertificateWatcher(directory, clock, bundle -> {
            offered.add(bundle);
            if (offered.size() == 2) {
                throw new IllegalStateException("not now");
            }
        })) {
            looking.start(Duration.ofHours(1));
            mount("2", second.chain(), second.key(), second.authorities());

            assertThat(looking.poll()).contains("not now");
            assertThat(looking.poll()).isEmpty();
        }
        assertThat(offered).containsExactly(first.bundle(), second.bundle(), second.bundle());
    }

    @Test
    void doesNotTakeACertificateThatHasEnded() throws IOException {
        clock.forward(Duration.ofDays(91));
        mount("2", second.chain(), second.key(), "");

        assertThat(watcher.poll()).hasValueSatisfying(fault -> assertThat(fault).startsWith("tls.crt ended at 2027"));
    }

    @Test
    void staysAliveWithoutTheFiles() throws IOException {
        Files.delete(directory.resolve("..data"));

        assertThat(watcher.poll()).hasValueSatisfying(fault -> assertThat(fault).contains("cannot be read"));
        mount("2", second.chain(), second.key(), "");
        assertThat(watcher.poll()).isEmpty();
    }

    @Test
    void looksByItselfAgainAndAgain() throws Exception {
        var changes = new CountDownLatch(2);
        try (var looking = new CertificateWatcher(directory, clock, _ -> changes.countDown())) {
            looking.start(Duration.ofMillis(20));
            mount("2", second.chain(), second.key(), "");

            assertThat(changes.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesNotStartWithoutAGoodCertificate(@TempDir Path empty) {
        try (var starting = new CertificateWatcher(empty, clock, seen::add)) {
            assertThatExceptionOfType(InvalidCertificateException.class)
                    .isThrownBy(() -> starting.start(Duration.ofSeconds(1)))
                    .withMessageContaining(empty.toString());
        }
    }

    private void mount(String version, String chain, String key, String ca) throws IOException {
        Path files = Files.createDirectory(directory.resolve(".." + version));
        Files.writeString(files.resolve("tls.crt"), chain);
        Files.writeString(files.resolve("tls.key"), key);
        Files.writeString(files.resolve("ca.crt"), ca);
        Path link = directory.resolve("..data_tmp");
        Files.createSymbolicLink(link, files.getFileName());
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
