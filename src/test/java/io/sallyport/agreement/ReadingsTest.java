package io.sallyport.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.grammar.Dice;
import io.sallyport.agreement.grammar.PolicyGrammar;
import io.sallyport.agreement.grammar.RequestGrammar;
import io.sallyport.agreement.grammar.TokenPress;
import io.sallyport.agreement.grammar.Words;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.space.PortValues;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no gateway: the proof, the look at one request, and explain read the same policies alike. */
class ReadingsTest {
    private static final String LANE = "agreement-0";
    private static final Map<String, String> LABELS = Map.of("app", "lane", "istio", LANE);
    private static final Addresses ADDRESSES = new Addresses("10.77.0.1", "10.78.0.9");
    private static final GatewayWorkload GATEWAY = new GatewayWorkload(List.of(LABELS), PortValues.of(Words.PORTS));
    private static final int SETS = 40;
    private static final int REQUESTS = 25;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void alike(long seed) throws Exception {
        var press = new TokenPress();
        List<JsonNode> around = gateway(press);
        for (long number = 0; number < SETS; number++) {
            var dice = new Dice(seed, number);
            List<ObjectNode> policies =
                    new PolicyGrammar(dice).set().stream().filter(policy -> !Trial.isHazard(policy)).toList();
            var judge = new PointJudge(policies, GATEWAY, ADDRESSES);
            var explain = new ExplainJudge(LANE, around, policies, ADDRESSES);
            var requests = new RequestGrammar(dice, policies);
            for (int i = 0; i < REQUESTS; i++) {
                GatewayRequest sent = requests.next();
                sent = dice.chance(0.2) ? sent.with(press.next(dice)) : sent;
                String what = new Disagreement(number, Disagreement.Kind.POINT, policies, List.of(), Optional.of(sent), "").toString();
                compare(judge, explain, sent, what);
            }
        }
    }

    private static void compare(PointJudge judge, ExplainJudge explain, GatewayRequest sent, String what) {
        Arrived arrived = Arrived.from(sent, ADDRESSES.source());
        Optional<Boolean> denies = judge.denies(arrived, sent.claims());
        if (denies.isEmpty()) {
            return;
        }
        if (sent.claims().isEmpty() && !denies.get()) {
            assertThat(judge.surelyDenied(arrived)).as(what).isFalse();
        }
        if (sent.claims().isEmpty() && denies.get()) {
            assertThat(judge.possiblyDenied(arrived)).as(what).isTrue();
        }
        explain.decision(sent)
                .filter(decision -> !decision.equals("400"))
                .ifPresent(decision -> assertThat(decision).as(what).isEqualTo(denies.get() ? "403" : "200"));
    }

    private static List<JsonNode> gateway(TokenPress press) throws Exception {
        List<JsonNode> objects = new ArrayList<>();
        try (InputStream manifest = ReadingsTest.class.getResourceAsStream("/agreement/lane.yaml")) {
            objects.addAll(YamlText.read(new String(manifest.readAllBytes(), StandardCharsets.UTF_8).replace("${lane}", LANE)));
        }
        ObjectNode tokens = press.requestAuthentication();
        ((ObjectNode) tokens.path("metadata")).put("namespace", LANE);
        objects.add(tokens);
        objects.add(Json.object(
                "apiVersion", "v1",
                "kind", "Pod",
                "metadata", Json.object("name", "gateway", "namespace", LANE, "labels", LABELS),
                "status", Json.object("phase", "Running")));
        return objects;
    }
}
