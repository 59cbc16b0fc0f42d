package io.sallyport.core.companion.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** What is said to be no wider lets in nobody else, over all Pods that a few labels can make, in all such Namespaces. */
class NetworkPolicyLawsTest {
    private static final List<String> KEYS = List.of("app", "tier");
    private static final List<String> VALUES = List.of("a", "b");

    @Property
    void aPolicyThatIsNotWiderLetsInNobodyElse(@ForAll("policies") JsonNode one, @ForAll("policies") JsonNode other) {
        NetworkPolicy wide = NetworkPolicy.from(one);
        NetworkPolicy narrow = NetworkPolicy.from(other);
        Statistics.label("wider").collect(narrow.isWiderThan(wide));
        if (narrow.isWiderThan(wide)) {
            return;
        }
        for (Map<String, String> namespace : labels()) {
            for (Map<String, String> pod : labels()) {
                if (letsIn(narrow, namespace, pod)) {
                    assertThat(letsIn(wide, namespace, pod)).as("%s in %s: %s within %s", pod, namespace, other, one).isTrue();
                }
            }
        }
    }

    @Property
    void noPolicyIsWiderThanItself(@ForAll("policies") JsonNode policy) {
        assertThat(NetworkPolicy.from(policy).isWiderThan(NetworkPolicy.from(policy)))
                .isEqualTo(NetworkPolicy.from(policy).peers().contains(new Peer.Addresses()));
    }

    @Property
    void aPolicyThatCannotReachThePodsPicksNoneOfThem(@ForAll("selectors") JsonNode selector) {
        LabelSelector pods = LabelSelector.of(selector);
        for (Map<String, String> labels : labels()) {
            Map<String, String> known = new TreeMap<>(labels);
            known.remove("tier");
            if (!pods.mayPick(known)) {
                assertThat(pods.picks(labels)).as("%s of %s", labels, selector).isFalse();
            }
        }
    }

    private static boolean letsIn(NetworkPolicy policy, Map<String, String> namespace, Map<String, String> pod) {
        return policy.peers().stream().anyMatch(peer -> switch (peer) {
            case Peer.Addresses() -> true;
            case Peer.Pods(LabelSelector namespaces, LabelSelector pods) -> namespaces.picks(namespace) && pods.picks(pod);
        });
    }

    /** Each key with each value, and without. */
    private static List<Map<String, String>> labels() {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (String key : KEYS) {
            for (Map<String, String> before : List.copyOf(all)) {
                for (String value : VALUES) {
                    Map<String, String> more = new TreeMap<>(before);
                    more.put(key, value);
                    all.add(more);
                }
            }
        }
        return all;
    }

    @Provide
    Arbitrary<JsonNode> policies() {
        Arbitrary<JsonNode> pods = Combinators.combine(selectors(), selectors()).as((namespaces, some) ->
                Json.object("namespaceSelector", namespaces, "podSelector", some));
        Arbitrary<JsonNode> peers = Arbitraries.frequencyOf(
                Tuple.of(9, pods), Tuple.of(1, Arbitraries.just(Json.object("ipBlock", Json.object("cidr", "10.0.0.0/8")))));
        return peers.list().ofMinSize(1).ofMaxSize(2).map(from -> Json.object(
                "metadata", Json.object("name", "some", "namespace", "team"),
                "spec", Json.object("podSelector", Json.object(), "ingress", Json.array(Json.object("from", from)))));
    }

    @Provide
    Arbitrary<JsonNode> selectors() {
        Arbitrary<ObjectNode> expressions = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of("In", "NotIn", "Exists", "DoesNotExist"),
                        Arbitraries.of(VALUES).set().ofMinSize(1))
                .as((key, operator, values) -> Json.object(
                        "key", key, "operator", operator, "values", operator.endsWith("In") ? Json.list(values) : Json.none()));
        return Combinators.combine(
                        Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(1),
                        expressions.list().ofMaxSize(1))
                .as((labels, some) -> Json.object("matchLabels", labels, "matchExpressions", some));
    }
}
