package io.sallyport.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.apiserver.StallingProxy;
import io.sallyport.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NamedWatchTest {
    private static final String PATH = "/api/v1/namespaces/team/configmaps/iris";
    private static final String IRIS =
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"iris\"}}";
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final FakeApiServer server = new FakeApiServer();
    private final StallingProxy proxy = new StallingProxy(server.port());
    private final KubernetesClient client = ClusterClient.open(new ConfigBuilder(server.config())
            .withMasterUrl("http://localhost:" + proxy.port())
            .build());
    private final Schedule schedule = new Schedule("test", 1);
    private final AtomicInteger told = new AtomicInteger();

    NamedWatchTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        schedule.close();
        client.close();
        proxy.close();
        server.close();
    }

    /** The connection is open at both ends and carries nothing more: neither end hears of it. */
    @Test
    void tellsOfAChangeAlthoughItsConnectionWasLostOnTheWay() throws InterruptedException {
        server.put(PATH, IRIS);
        try (var watch = watch(told::incrementAndGet)) {
            watch.start();
            until(told, 2);
            proxy.stall();
            int before = told.get();

            server.edit(PATH, object -> object);

            until(told, before + 1);
        }
    }

    @Test
    void staysOpenAsLongAsBookmarksCome() throws InterruptedException {
        server.put(PATH, IRIS);
        try (var watch = watch(told::incrementAndGet)) {
            watch.start();
            until(told, 2);
            for (int i = 0; i < 8; i++) {
                Thread.sleep(SILENCE.dividedBy(4));
                server.bookmark(PATH);
            }

            assertThat(server.requests()).filteredOn(request -> request.contains("watch=true")).hasSizeLessThanOrEqualTo(2);
            assertThat(told).as("bookmarks are no changes").hasValue(2);
        }
    }

    @Test
    void tellsAgainOfWhatCouldNotBeLookedAt() throws InterruptedException {
        server.put(PATH, IRIS);
        try (var watch = watch(() -> {
            if (told.incrementAndGet() < 4) {
                throw new IllegalStateException("not now");
            }
        })) {
            watch.start();

            until(told, 4);
        }
    }

    private NamedWatch<ConfigMap> watch(Runnable changed) {
        return new NamedWatch<>(client.configMaps().inNamespace("team").withName("iris"), schedule, SILENCE, changed);
    }

    private static void until(AtomicInteger told, int least) throws InterruptedException {
        while (told.get() < least) {
            Thread.sleep(10);
        }
    }
}
