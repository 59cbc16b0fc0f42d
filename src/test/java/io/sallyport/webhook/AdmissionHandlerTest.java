package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outcome table of {@link AdmissionHandler}, row by row. */
class AdmissionHandlerTest {
    private static final String START = "POST /judge HTTP/1.1\r\nHost: localhost\r\n";
    private static final String JSON = "Content-Type: application/json; charset=utf-8\r\n";

    private RunningServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new RunningServer("TLSv1.3", Duration.ZERO);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void answersAReview() throws Exception {
        TlsCall call = server.send(TlsCall.post("/judge", RunningServer.review("iris")));

        assertThat(call.status()).isEqualTo(200);
        assertThat(call.answer()).containsIgnoringCase("content-type: application/json");
        assertThat(call.body()).contains("\"uid\":\"u-1\"", "\"allowed\":true");
    }

    @Test
    void answersARefusalWithStatus200() throws Exception {
        TlsCall call = server.send(TlsCall.post("/judge?timeout=5s", RunningServer.review("refused")));

        assertThat(call.status()).isEqualTo(200);
        assertThat(call.body()).contains("\"allowed\":false", "\"code\":403")
                .contains("metadata.name is refused: choose another");
    }

    @Test
    void answers500WithAnEmptyBodyOnABug() throws Exception {
        for (String name : List.of("bug", "deep")) {
            TlsCall call = server.send(TlsCall.post("/judge", RunningServer.review(name)));

            assertThat(call.status()).isEqualTo(500);
            assertThat(call.body()).isEmpty();
        }
    }

    @Test
    void answers400ToWhatIsNoReview() throws Exception {
        assertRefused(400, "not an AdmissionReview", TlsCall.post("/judge", "{}"));
        assertRefused(400, "not JSON we can read", TlsCall.post("/judge", "{"));
        assertRefused(400, "", TlsCall.post("/judge", ""));
        assertRefused(400, "depth", TlsCall.post("/judge", "[".repeat(5000)));
    }

    @Test
    void answersOnlyToPost() throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
            assertRefused(405, "only POST", method + " /judge HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    /** The body is announced and never sent: the answer comes anyway. */
    @Test
    void looksAtTheContentTypeBeforeTheBody() throws Exception {
        String announced = "Content-Length: 50000\r\n\r\n";

        assertRefused(415, "only application/json", START + announced);
        assertRefused(415, "only application/json", START + "Content-Type: text/json\r\n" + announced);
    }

    @Test
    void readsNoBodyThatIsTooLong() throws Exception {
        String chunks = ("fff\r\n" + "x".repeat(0xfff) + "\r\n").repeat(30);

        int length = RunningServer.MOST_BYTES + 1;
        assertRefused(413, "longer than", START + JSON + "Content-Length: " + length + "\r\n\r\n");
        assertRefused(413, "longer than", START + JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    @Test
    void hasNothingElseToSay() throws Exception {
        TlsCall call = server.send(TlsCall.post("/", ""));

        assertThat(call.status()).isEqualTo(404);
        assertThat(call.body()).isEmpty();
    }

    private void assertRefused(int status, String reason, String request) throws Exception {
        TlsCall call = server.send(request);

        assertThat(call.status()).isEqualTo(status);
        assertThat(call.body()).contains(reason);
    }
}
