package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.CapturedLog;
import io.sallyport.core.companion.GatewayCompanions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever reads the log learns what was decided about whose object, and nothing of what is in it. */
class WebhookLogTest {
    private static final String SECRET = "correct-horse-battery";

    @Test
    void noObjectAndNoTokenIsEverLogged() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RunningServer server = new RunningServer("TLSv1.3", Duration.ZERO)) {
            server.swapCertificate();
            for (String name : List.of("iris", "refused", "bug")) {
                String review = RunningServer.review(name)
                        .replace("\"object\":{", "\"object\":{\"spec\":{\"env\":\"" + SECRET + "\"},");
                server.send(TlsCall.post("/judge", review).replace("\r\n\r\n", "\r\nAuthorization: Bearer " + SECRET + "\r\n\r\n"));
            }
            for (String bad : List.of("{\"spec\":\"" + SECRET, "{\"spec\": " + SECRET + "}", "{\"" + SECRET + "\":1,\"" + SECRET + "\":2}", SECRET)) {
                server.send(TlsCall.post("/judge", bad));
            }

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Allowed"))
                    .anyMatch(line -> line.contains("Denied"))
                    .anyMatch(line -> line.contains("Admission request not judged, and refused"))
                    .anyMatch(line -> line.contains("HTTP request refused"))
                    .anyMatch(line -> line.contains("another certificate"))
                    .noneMatch(line -> line.contains(SECRET))
                    .noneMatch(line -> line.contains("PRIVATE KEY"));
        }
    }

    @Test
    void theGuardsOwnProbesAreNoNews() throws Exception {
        String probe = RunningServer.review(GatewayCompanions.PROBE);
        String own = probe.replace("\"oldObject\"", "\"userInfo\":{\"username\":\"" + RunningServer.ACCOUNT + "\"},\"oldObject\"");
        try (CapturedLog log = new CapturedLog();
                RunningServer server = new RunningServer("TLSv1.3", Duration.ZERO)) {
            server.send(TlsCall.post("/judge", own.replace("\"oldObject\"", "\"dryRun\":true,\"oldObject\"")));
            server.send(TlsCall.post("/judge", own));
            server.send(TlsCall.post("/judge", probe.replace("\"oldObject\"", "\"dryRun\":true,\"oldObject\"")));

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("Denied"))
                    .satisfiesExactly(
                            dryRun -> assertThat(dryRun).contains("\"level\":\"DEBUG\""),
                            stored -> assertThat(stored).contains("\"level\":\"INFO\""),
                            ofAnotherUser -> assertThat(ofAnotherUser).contains("\"level\":\"INFO\""));
        }
    }
}
