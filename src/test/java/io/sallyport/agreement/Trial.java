package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.Disagreement.Kind;
import io.sallyport.agreement.grammar.Dice;
import io.sallyport.agreement.grammar.PolicyEdit;
import io.sallyport.agreement.grammar.PolicyGrammar;
import io.sallyport.agreement.grammar.RequestGrammar;
import io.sallyport.agreement.grammar.Shrinker;
import io.sallyport.agreement.grammar.TokenPress;
import io.sallyport.agreement.wire.Answer;
import io.sallyport.agreement.wire.Callers;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.agreement.wire.Token;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.proof.PolicyHazards;
import io.sallyport.core.policy.proof.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sets of policies, or a policy and its edit, on one lane. */
final class Trial {
    private static final double WITH_TOKEN = 0.2;

    private final Lane lane;
    private final Callers callers;
    private final TokenPress press;
    private final Tally tally;

    Trial(Lane lane, Callers callers, TokenPress press, Tally tally) {
        this.lane = lane;
        this.callers = callers;
        this.press = press;
        this.tally = tally;
    }

    void run(Dice dice, long number, int count) throws InterruptedException {
        var grammar = new PolicyGrammar(dice);
        List<ObjectNode> first = dice.chance(0.5) ? grammar.set() : List.of(grammar.policy("p0"));
        Optional<List<ObjectNode>> edited = first.size() > 1 || dice.chance(0.3)
                ? Optional.empty()
                : Optional.of(List.of(new PolicyEdit(dice, grammar).of(first.getFirst())));
        List<ObjectNode> both = Stream.concat(first.stream(), edited.stream().flatMap(List::stream)).toList();
        if (both.stream().anyMatch(Trial::isHazard)) {
            tally.skipped("ends Envoy");
            return;
        }
        List<GatewayRequest> sent = requests(dice, both, count);
        var before = comparison(first);
        sent.addAll(before.named(before.verdict()));
        if (edited.isEmpty()) {
            round(number, first, before, sent);
            return;
        }
        var after = comparison(edited.get()).editOf(before);
        Verdict kept = before.judge().editedTo(after.judge());
        sent.addAll(after.named(kept));
        sent.addAll(after.named(after.verdict()));
        Optional<List<Answer>> then = round(number, first, before, sent);
        Optional<List<Answer>> now = then.isPresent() ? round(number, edited.get(), after, sent) : Optional.empty();
        for (int i = 0; now.isPresent() && i < sent.size(); i++) {
            Answer answer = now.get().get(i);
            GatewayRequest request = sent.get(i);
            after.ofEdit(kept, request, then.get().get(i), answer).ifPresent(kind -> tally.add(new Disagreement(
                    number, kind, edited.get(), first, Optional.of(request), answer.toString())));
        }
    }

    private List<GatewayRequest> requests(Dice dice, List<ObjectNode> policies, int count) {
        var grammar = new RequestGrammar(dice, policies);
        List<Token> tokens = Stream.generate(() -> press.next(dice)).limit(5).toList();
        List<GatewayRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GatewayRequest request = grammar.next();
            requests.add(dice.chance(WITH_TOKEN) ? request.with(dice.oneOf(tokens)) : request);
        }
        return requests;
    }

    /** Envoy does not outlive it, or takes no policy any more. */
    static boolean isHazard(JsonNode policy) {
        return !PolicyHazards.faults(Json.none(), policy).isEmpty();
    }

    private Comparison comparison(List<ObjectNode> policies) {
        return new Comparison(new PointJudge(policies, lane.workload(), lane.addresses()), lane.explain(policies));
    }

    /** The answers; none if the policies cannot be put in force. */
    private Optional<List<Answer>> round(
            long number, List<ObjectNode> policies, Comparison comparison, List<GatewayRequest> sent)
            throws InterruptedException {
        switch (lane.apply(policies)) {
            case Lane.Applied.Refused(String reason) -> {
                tally.skipped("refused by the API server: " + reason);
                return Optional.empty();
            }
            case Lane.Applied.Stuck() -> {
                tally.add(new Disagreement(number, Kind.STUCK, policies, List.of(), Optional.empty(), "none"));
                if (!lane.clear()) {
                    throw new IllegalStateException("a gateway does not come back after set " + number);
                }
                return Optional.empty();
            }
            case Lane.Applied.InForce() -> {}
        }
        List<Answer> answers = callers.send(lane.address(), sent);
        tally.round(answers);
        for (int i = 0; i < sent.size(); i++) {
            Optional<Kind> kind = comparison.of(sent.get(i), answers.get(i));
            if (kind.isPresent() && tally.isNews(number, kind.get())) {
                List<ObjectNode> fewer = shrunk(policies, sent.get(i), kind.get());
                tally.add(new Disagreement(
                        number, kind.get(), fewer, List.of(), Optional.of(sent.get(i)), answers.get(i).toString()));
            }
        }
        return Optional.of(answers);
    }

    /** As little of the policies as shows the same. */
    private List<ObjectNode> shrunk(List<ObjectNode> policies, GatewayRequest request, Kind kind) throws InterruptedException {
        return new Shrinker(candidate -> candidate.stream().noneMatch(Trial::isHazard)
                        && lane.apply(candidate) instanceof Lane.Applied.InForce
                        && comparison(candidate)
                                .of(request, callers.send(lane.address(), List.of(request)).getFirst())
                                .filter(kind::equals)
                                .isPresent())
                .shrink(policies);
    }
}
