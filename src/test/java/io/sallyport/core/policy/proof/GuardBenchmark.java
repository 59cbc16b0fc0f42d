package io.sallyport.core.policy.proof;

import static io.sallyport.core.policy.language.Proven.proven;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How long an edit of a protected policy takes to judge: reading it, the proof, and the counterexample. Not run with the
 * other tests, but by {@code ./mvnw test -Dtest=GuardBenchmark}; fails where it is too slow for an API server's write path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GuardBenchmark {
    private static final GatewayWorkload GATEWAY =
            new GatewayWorkload(List.of(Map.of("app", "istio-ingressgateway", "istio", "ingressgateway")));

    private final JsonNode kubeflow = policy("/dex/*", "/dex/**", "/oauth2/*");
    private final JsonNode reordered = policy("/oauth2/*", "/dex/*");
    private final JsonNode opened = policy("/dex/*", "/dex/**", "/oauth2/*", "/kfserving/*");
    private final JsonNode thousand = policy(paths(1_000));
    private final JsonNode thousandAndOne = policy(paths(1_001));

    @Test
    void isFastEnoughForAdmission() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(GuardBenchmark.class.getName())
                        .forks(1)
                        // Not those of the tests, which do without the second compiler.
                        .jvmArgs("-XX:TieredStopAtLevel=4")
                        .build())
                .run();

        assertThat(results).hasSize(4).allSatisfy(result -> {
            String name = result.getParams().getBenchmark();
            double median = result.getPrimaryResult().getStatistics().getPercentile(50);
            assertThat(median).as(name + ", microseconds").isLessThan(name.contains("Thousand") ? 50_000 : 1_000);
        });
    }

    @Benchmark
    public List<Fault> allowsAnEditOfKubeflowsPolicy() {
        return judged(kubeflow, reordered);
    }

    @Benchmark
    public List<Fault> refusesABypassOfKubeflowsPolicy() {
        return judged(kubeflow, opened);
    }

    @Benchmark
    public List<Fault> allowsAnEditOfAThousandNotPaths() {
        return judged(thousandAndOne, thousand);
    }

    @Benchmark
    public List<Fault> refusesABypassAmongAThousandNotPaths() {
        return judged(thousand, thousandAndOne);
    }

    private static List<Fault> judged(JsonNode before, JsonNode after) {
        return proven(proof -> ProtectedPolicy.faults(before, after, GATEWAY, AskedRequests.by(ExposureSettings.DEFAULTS), proof));
    }

    /** Of every form: whole paths, beginnings, endings and templates. */
    private static String[] paths(int count) {
        String[] paths = new String[count];
        for (int i = 0; i < count; i++) {
            paths[i] = switch (i % 10) {
                case 0 -> "*/static-" + i + ".js";
                case 1 -> "/apps/{*}/" + i;
                case 2, 3, 4 -> "/apps/app-" + i + "/*";
                default -> "/apps/app-" + i + "/health";
            };
        }
        return paths;
    }

    private static JsonNode policy(String... notPaths) {
        try {
            JsonNode policy = YamlText.read("""
                    apiVersion: security.istio.io/v1
                    kind: AuthorizationPolicy
                    metadata: {name: istio-ingressgateway-require-jwt, namespace: istio-system}
                    spec:
                      action: DENY
                      selector: {matchLabels: {app: istio-ingressgateway}}
                      rules: [{from: [{source: {notRequestPrincipals: ["*"]}}], to: [{operation: {notPaths: []}}]}]
                    """)
                    .getFirst();
            ArrayNode list = (ArrayNode) policy.at("/spec/rules/0/to/0/operation/notPaths");
            List.of(notPaths).forEach(list::add);
            return policy;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
