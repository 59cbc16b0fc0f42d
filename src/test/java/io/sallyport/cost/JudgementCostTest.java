package io.sallyport.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What was dearest to judge stays within what a judgement may cost: 32 MiB and 100 ms of a processor. The memory is the same on
 * every machine; of the time some is let go, since this may be an old or a busy one. {@code e2e/fuzz} looks for dearer ones.
 */
class JudgementCostTest {
    private static final double MOST_MEBIBYTES = 32;
    private static final double MOST_MILLISECONDS = 400;

    private static final List<JudgedWrite> CORPUS = JudgedWrite.ofTheCorpus();

    /** Found by {@code e2e/fuzz}: each was told with a request of its own, for 174 MiB. */
    @Test
    void aPolicyWithTenThousandChanges() {
        assertWithin("AuthorizationPolicy", object -> object.withObject("/spec").put("action", "ALLOW").set("rules", Json.array(
                Json.object("to", Json.list(IntStream.range(0, 10_000)
                        .mapToObj(i -> Json.object("operation", Json.object("notPaths", Json.array("/p" + i + "*"))))
                        .toList())))));
    }

    /** Found by {@code e2e/fuzz}: tables of names grew with each, for 68 MiB. */
    @Test
    void maps() {
        for (String kind : List.of("ConfigMap", "DaemonSet", "Pod", "Namespace", "InferenceService")) {
            assertWithin(kind, object -> object.withObject("/metadata")
                    .set("labels", map(25_000, i -> "a-name-that-is-long-and-used-nowhere-else-" + i)));
        }
    }

    @Test
    void routes() {
        for (int routes : List.of(500, 2_000, 2_500, 4_000, 9_000, 20_000)) {
            assertWithin("VirtualService", object -> object.withObject("/spec").set("http", Json.list(IntStream.range(0, routes)
                    .mapToObj(i -> Json.object(
                            "match", Json.array(Json.object("uri", Json.object("prefix", "/shop-" + i + "/"))),
                            "route", Json.array(Json.object("destination", Json.object("host", "shop" + i)))))
                    .toList())));
        }
    }

    /** Found by {@code e2e/fuzz}: each was hashed whole, for 159 MiB, and once more for each host that was refused. */
    @Test
    void entriesOfServices() {
        assertWithin("ServiceEntry", object -> object.withObject("/spec").set("ports", Json.list(IntStream.range(0, 10_000)
                .mapToObj(i -> Json.object("number", i, "name", "p" + i, "protocol", "HTTP"))
                .toList())));
        assertWithin("ServiceEntry", object -> object.withObject("/spec").set("endpoints", Json.list(IntStream.range(0, 10_000)
                .mapToObj(i -> Json.object("address", "10.1." + i / 250 + "." + i % 250))
                .toList())));
        for (String domain : List.of(".example.com", ".other.svc.cluster.local")) {
            for (int hosts : List.of(5_000, 60_000)) {
                assertWithin("ServiceEntry", object -> object.withObject("/spec").set("hosts", Json.list(
                        IntStream.range(0, hosts).mapToObj(i -> "h" + i + domain).toList())));
            }
        }
    }

    @Test
    void expressions() {
        for (String expression : List.of("/zz.*a.{13}", "/(a|b)*c.{9}", "/([a-z]+)+x", "/\\pL{40}.*", "/.*.*.*.*.*a")) {
            assertWithin("VirtualService", object -> object.withObject("/spec").set("http", Json.list(IntStream.range(0, 200)
                    .mapToObj(i -> Json.object(
                            "match", Json.array(Json.object("uri", Json.object("regex", expression + i))),
                            "route", Json.array(Json.object("destination", Json.object("host", "shop")))))
                    .toList())));
        }
    }

    /** As many as three bytes each may be. */
    @Test
    void emptyValues() {
        for (String value : List.of("{}", "[]", "0", "\"\"")) {
            byte[] body = ("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"7\",\"object\":{\"a\":["
                            + (value + ",").repeat(1_000_000) + "0]}}}")
                    .getBytes(StandardCharsets.UTF_8);

            assertWithin(JudgedWrite.cost(body, 3));
        }
    }

    private interface Change {
        void of(ObjectNode object);
    }

    /** The first write of the kind that changes something stored, or else the first. */
    private static void assertWithin(String kind, Change change) {
        List<JudgedWrite> writes = CORPUS.stream().filter(write -> write.kind().equals(kind)).toList();
        JudgedWrite first = writes.stream()
                .filter(write -> write.review().at("/request/operation").asText().equals("UPDATE"))
                .findFirst()
                .orElse(writes.getFirst());
        ObjectNode object = first.object().deepCopy();
        change.of(object);
        assertWithin(JudgedWrite.cost(first.withObject(object).bytes(), 3));
    }

    private static void assertWithin(Cost cost) {
        assertThat(cost.mebibytes()).as("MiB").isLessThanOrEqualTo(MOST_MEBIBYTES);
        assertThat(cost.milliseconds()).as("ms").isLessThanOrEqualTo(MOST_MILLISECONDS);
    }

    private static JsonNode map(int size, IntFunction<String> name) {
        ObjectNode map = Json.object();
        IntStream.range(0, size).forEach(i -> map.put(name.apply(i), "x"));
        return map;
    }
}
