package io.sallyport.cli.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside a gateway that answers as one is told to. */
class ModelCallTest {
    private HttpServer gateway;
    private int withoutToken = 403;
    private int withToken = 200;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/kfserving/team/iris", exchange -> {
            boolean good = "Bearer good".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{\"error\": \"because\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? withToken : withoutToken, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void isWellWhereOnlyTheTokenGetsIn() {
        assertThat(call().shutWithoutToken()).isEmpty();
        assertThat(call().openTo("sallyport/sallyport-test", "good")).isEmpty();
    }

    @Test
    void saysThatAnybodyGetsIn() {
        withoutToken = 200;

        assertThat(call().shutWithoutToken().orElseThrow()).startsWith("anybody gets in").contains("explain GET " + url());
    }

    @Test
    void asksForASignInPageToBeNone() {
        withoutToken = 302;

        assertThat(call().shutWithoutToken()).contains("403 was to be answered, not 302 {\"error\": \"because\"}");
    }

    @Test
    void saysHowToLetTheAccountIn() {
        withToken = 403;

        assertThat(call().openTo("sallyport/sallyport-test", "good").orElseThrow())
                .startsWith("403 {\"error\": \"because\"}; ")
                .contains("--namespace team iris 'sallyport.io/callers=team/*, sallyport/sallyport-test'");
    }

    @Test
    void saysWhereToLookWhenTheTokenIsNotTakenOrTheModelIsNotThere() {
        withToken = 401;
        assertThat(call().openTo("a/b", "good").orElseThrow()).contains("sallyport-tokens");
        withToken = 404;
        assertThat(call().openTo("a/b", "good").orElseThrow()).contains("kubectl describe inferenceservice");
    }

    @Test
    void saysThatNobodyAnswers() {
        gateway.stop(0);

        assertThat(call().shutWithoutToken().orElseThrow()).startsWith("no answer (ConnectException").contains("test.model.url");
    }

    private ModelCall call() {
        return new ModelCall("team", "iris", URI.create(url()));
    }

    private String url() {
        return "http://127.0.0.1:" + gateway.getAddress().getPort() + "/kfserving/team/iris";
    }
}
