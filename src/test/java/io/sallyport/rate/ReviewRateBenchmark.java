package io.sallyport.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many AdmissionReviews a core answers in a second, TLS and garbage collection included: all CPU of a process that does
 * nothing else, asked about a label set on a model over eight connections that stay open. A busy machine makes it lower. Not run
 * with the other tests, but by {@code ./mvnw test -Dtest=ReviewRateBenchmark}.
 */
class ReviewRateBenchmark {
    private static final Path REVIEW = Path.of("src/test/resources/admission-codec/label-added/in-review.json");
    private static final String ENDPOINT = "/mutate/inferenceservice";
    private static final int CONNECTIONS = 8;
    private static final int REVIEWS = 500;
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    @Test
    void answersAThousandPerSecondAndCore() throws Exception {
        // As the API server sends it: without the spaces.
        String review = Files.readString(REVIEW).replaceAll("\\n\\s*", "");
        try (RatedProcess server = RatedProcess.start(folder)) {
            List<Double> rates = IntStream.range(0, ROUNDS).mapToObj(_ -> round(server, review)).toList();
            System.out.printf("AdmissionReviews per second and core, by round: %.0f %.0f %.0f %.0f %.0f%n", rates.toArray());
            assertThat(rates.stream().max(Comparator.naturalOrder())).hasValueSatisfying(best -> assertThat(best).isGreaterThan(1_000));
        }
    }

    private static double round(RatedProcess server, String review) {
        double before = server.cpuSeconds();
        List<Thread> clients = IntStream.range(0, CONNECTIONS)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> ReviewClient.send(server, ENDPOINT, review, REVIEWS)))
                .toList();
        clients.forEach(ReviewRateBenchmark::join);
        return CONNECTIONS * REVIEWS / (server.cpuSeconds() - before);
    }

    private static void join(Thread client) {
        try {
            client.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
