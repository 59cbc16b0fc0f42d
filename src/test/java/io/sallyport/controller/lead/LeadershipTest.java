package io.sallyport.controller.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.config.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeadershipTest {
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/sallyport/leases/sallyport";
    private static final Settings.Lease SETTINGS =
            new Settings.Lease("sallyport", Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(50));

    private final FakeApiServer server = new FakeApiServer();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger(1);

    LeadershipTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whoeverCouldNotBeginToLeadIsToldAgain() throws InterruptedException {
        try (Leadership leadership = leadership(event -> event.equals("gained") && failures.getAndSet(0) > 0)) {
            leadership.start();

            assertThat(told.take()).isEqualTo("gained and failed");
            assertThat(told.take()).isEqualTo("gained");
            waitUntilHeld(leadership);
        }
    }

    @Test
    void leadsAgainAlthoughTheEndOfLeadingFailed() throws InterruptedException {
        try (Leadership leadership = leadership("lost"::equals)) {
            leadership.start();
            assertThat(told.take()).isEqualTo("gained");
            server.say(LEASE, "no Lease");
            assertThat(told.take()).isEqualTo("lost and failed");
            assertThat(leadership.held()).isFalse();

            server.sayNothing(LEASE);

            assertThat(told.take()).isIn("gained", "reached");
            assertThat(told.take()).isIn("gained", "reached");
            waitUntilHeld(leadership);
        }
    }

    @Test
    void letsGoOfTheLeaseAtTheEnd() throws InterruptedException {
        try (Leadership leadership = leadership(event -> false)) {
            leadership.start();
            assertThat(told.take()).isEqualTo("gained");
        }
        assertThat(told.take()).isEqualTo("lost");
        assertThat(server.get(LEASE).at("/spec/holderIdentity").asText()).isEmpty();
    }

    /** On a busy machine a renewal may be late, and then we lead again after the next one. */
    private static void waitUntilHeld(Leadership leadership) throws InterruptedException {
        while (!leadership.held()) {
            Thread.sleep(10);
        }
    }

    /** @param fails whether the listener throws when it is told this */
    private Leadership leadership(Predicate<String> fails) {
        var lock = new LeaseLock(
                () -> new KubernetesClientBuilder().withConfig(server.config()).build(),
                SETTINGS,
                "sallyport",
                "a",
                Clock.systemUTC());
        return new Leadership(lock, SETTINGS, "a", new Leadership.Listener() {
            @Override
            public void gained() {
                tell("gained");
            }

            @Override
            public void lost() {
                tell("lost");
            }

            @Override
            public void reachedAgain() {
                tell("reached");
            }

            private void tell(String event) {
                boolean failing = fails.test(event);
                told.add(failing ? event + " and failed" : event);
                if (failing) {
                    throw new IllegalStateException("a fault of the listener");
                }
            }
        });
    }
}
