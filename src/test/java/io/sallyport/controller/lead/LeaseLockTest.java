package io.sallyport.controller.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.config.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseLockTest {
    private final FakeApiServer server = new FakeApiServer();

    LeaseLockTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    /** Whoever holds it believes so until a moment before its duration is over. */
    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1000, 1001, 1500, 1999, 8000, 8001})
    void neverBelongsToAnotherBeforeItsDurationIsOver(long millis) {
        Duration duration = Duration.ofMillis(millis);
        try (LeaseLock holder = lock("a", duration);
                LeaseLock other = lock("b", duration)) {
            assertThat(holder.acquiredOrRenewed(0)).isTrue();
            assertThat(other.acquiredOrRenewed(0)).isFalse();

            assertThat(other.acquiredOrRenewed(duration.toNanos() - 1)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1500, 8000})
    void belongsToAnotherWithinASecondAfterItsDuration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        try (LeaseLock holder = lock("a", duration);
                LeaseLock other = lock("b", duration)) {
            holder.acquiredOrRenewed(0);
            other.acquiredOrRenewed(0);

            assertThat(other.acquiredOrRenewed(duration.plusSeconds(1).toNanos())).isTrue();
        }
    }

    @Test
    void belongsToAnotherAtOnceWhenItIsLetGo() {
        try (LeaseLock holder = lock("a", Duration.ofSeconds(8));
                LeaseLock other = lock("b", Duration.ofSeconds(8))) {
            holder.acquiredOrRenewed(0);
            holder.release();

            assertThat(other.acquiredOrRenewed(1)).isTrue();
        }
    }

    private LeaseLock lock(String identity, Duration duration) {
        var settings = new Settings.Lease("sallyport", duration, duration, duration);
        return new LeaseLock(
                () -> new KubernetesClientBuilder().withConfig(server.config()).build(),
                settings,
                "sallyport",
                identity,
                Clock.systemUTC());
    }
}
