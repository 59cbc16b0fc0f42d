package io.sallyport.controller.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(20)
class IssuerKeysTest {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String JWKS = "/openid/v1/jwks";
    private static final String ONE = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"n\":\"AQ\",\"e\":\"AQAB\"}]}";
    private static final String OTHER =
            "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"2\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"Ag\"}]}";

    private final Schedule schedule = new Schedule("test", 1);
    private final AtomicInteger changes = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(IssuerKeys.class);
    private FakeApiServer apiServer;
    private KubernetesClient client;
    private IssuerKeys keys;

    @BeforeEach
    void readTheFirstKeys() throws IOException {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        apiServer = new FakeApiServer();
        apiServer.say(CONFIGURATION, "{\"issuer\":\"https://issuer\"}");
        apiServer.say(JWKS, ONE);
        client = new KubernetesClientBuilder().withConfig(apiServer.config()).build();
        keys = new IssuerKeys(client, Duration.ofMillis(20), changes::incrementAndGet, schedule);
        keys.start();
        await(() -> keys.known().jwks().equals(ONE));
    }

    @AfterEach
    void stop() {
        // A read that still runs would tell of a closed client, in the log of the next test.
        schedule.closeAfter(() -> {}, Duration.ofSeconds(20));
        client.close();
        apiServer.close();
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void tellsOnlyOfAnAnswerThatIsNew() {
        awaitReads(3);
        assertThat(changes).hasValue(1);

        apiServer.say(JWKS, OTHER);

        await(() -> changes.get() == 2);
        assertThat(keys.known().jwks()).isEqualTo(OTHER);
        assertThat(keys.known().issuer()).contains("https://issuer");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "{",
        "<html>sign in</html>",
        "[]",
        "{}",
        "{'keys':{}}",
        "{'keys':[]}",
        "{'keys':['AQAB']}",
        "{'keys':[{'kty':'RSA','kid':'3'}]}",
        "{'keys':[{'kty':'oct','k':'AQ'}]}",
        "{'keys':[{'kty':'EC','crv':'P-256','x':'AQ','y':'Ag','d':'Aw'}]}"
    })
    void keepsTheLastGoodKeysWhileTheAnswerIsNonsenseAndSaysSoOnce(String nonsense) {
        apiServer.say(JWKS, nonsense.replace('\'', '"'));
        await(() -> !keys.reachable());
        awaitReads(4);

        assertThat(keys.known().jwks()).isEqualTo(ONE);
        assertThat(warnings()).hasSize(1).first().asString().startsWith("the token issuer's keys cannot be read: ");

        apiServer.say(JWKS, OTHER);
        await(() -> keys.known().jwks().equals(OTHER) && keys.reachable());
        assertThat(changes).hasValue(2);
    }

    @Test
    void keepsTheLastGoodKeysWhileNobodyAnswers() {
        apiServer.close();
        await(() -> !keys.reachable());

        assertThat(keys.known().jwks()).isEqualTo(ONE);
        assertThat(changes).hasValue(1);
    }

    private List<String> warnings() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel().equals(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void awaitReads(int more) {
        long before = reads();
        await(() -> reads() >= before + more);
    }

    private long reads() {
        return apiServer.requests().stream().filter(request -> request.endsWith(JWKS)).count();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
