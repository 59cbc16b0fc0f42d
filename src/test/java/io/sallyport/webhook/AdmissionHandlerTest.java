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
    void refusesWhatAnErrorOfOursKeepsFromBeingJudged() throws Exception {
        for (String name : List.of("bug", "deep")) {
            assertUnjudged(500, "an error of Sallyport's own", TlsCall.post("/judge", RunningServer.review(name)));
        }
    }

    @Test
    void refusesAReviewOfWhichOnlyTheHeadCanBeRead() throws Exception {
        for (String unreadable : List.of(
                "[".repeat(5000) + "]".repeat(5000), "{\"a\":1,\"a\":2}", "\"\\ud800", "[1,", "1e" + "9".repeat(200), "NaN", "")) {
            String review = RunningServer.review("iris").replace("{\"metadata\":{\"name\":\"iris\"}}", unreadable);

            assertUnjudged(400, "", TlsCall.post("/judge", review));
        }
        assertUnjudged(400, "depth", TlsCall.post("/judge", RunningServer.review("iris").replace("null", "[".repeat(200))));
        assertUnjudged(400, "operation is none of", TlsCall.post("/judge", RunningServer.review("iris").replace("CREATE", "PATCH")));
        assertUnjudged(400, "oldObject is missing", TlsCall.post("/judge", RunningServer.review("iris").replace("CREATE", "UPDATE")));
    }

    /** As the API server sends it: the length first, and all of it before it reads the answer. */
    @Test
    void refusesAReviewThatIsTooLong() throws Exception {
        String review = RunningServer.review("x".repeat(RunningServer.MOST_BYTES));
        String most = TlsCall.post("/judge", review);
        String chunked = START + JSON + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(review.length()) + "\r\n"
                + review + "\r\n0\r\n\r\n";

        assertUnjudged(413, "webhook.maxBodyBytes", most);
        assertUnjudged(413, "longer than", chunked);
        assertUnjudged(413, "longer than", TlsCall.post("/judge", RunningServer.review("x".repeat(1_000_000))));
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
    void answers413ToABodyThatIsTooLongAndNoReview() throws Exception {
        String chunks = ("fff\r\n" + "x".repeat(0xfff) + "\r\n").repeat(30);

        assertRefused(413, "longer than", TlsCall.post("/judge", "x".repeat(RunningServer.MOST_BYTES + 1)));
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

    private void assertUnjudged(int code, String reason, String request) throws Exception {
        TlsCall call = server.send(request);

        assertThat(call.status()).as(call.answer()).isEqualTo(200);
        assertThat(call.body())
                .contains("\"uid\":\"u-1\"", "\"allowed\":false", "\"code\":" + code, "not judged, and so refused: ")
                .contains(reason);
    }
}
