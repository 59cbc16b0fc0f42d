package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.Answer.Outcome;
import io.sallyport.agreement.Disagreement.Kind;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.PolicyHazards;
import io.sallyport.core.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One set of policies, or a policy and its edit, on one lane. */
final class Trial {
    private final Lane lane;
    private final Callers callers;
    private final long number;
    private final Dice dice;
    private final int count;
    private final Tally tally;

    Trial(Lane lane, Callers callers, long seed, long number, int requests, Tally tally) {
        this.lane = lane;
        this.callers = callers;
        this.number = number;
        this.tally = tally;
        count = requests;
        dice = new Dice(seed, number);
    }

    void run() throws InterruptedException {
        var grammar = new PolicyGrammar(dice);
        List<ObjectNode> first = dice.chance(0.5) ? grammar.set() : List.of(grammar.policy("p0"));
        Optional<List<ObjectNode>> edited = first.size() > 1 || dice.chance(0.3)
                ? Optional.empty()
                : Optional.of(List.of(new PolicyEdit(dice, grammar).of(first.getFirst())));
        if (Stream.concat(first.stream(), edited.stream().flatMap(List::stream)).anyMatch(Trial::isHazard)) {
            tally.skipped("ends Envoy");
            return;
        }
        var requests = new RequestGrammar(dice, Stream.concat(first.stream(), edited.stream().flatMap(List::stream)).toList());
        List<GatewayRequest> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(requests.next());
        }
        PointJudge judge = judge(first);
        Verdict verdict = judge.whole();
        sent.addAll(counterexample(verdict, judge));
        Optional<PointJudge> after = edited.map(this::judge);
        Optional<Verdict> kept = after.map(judge::editedTo);
        kept.ifPresent(edit -> sent.addAll(counterexample(edit, after.orElseThrow())));

        Optional<List<Answer>> answers = round(first, judge, verdict, sent);
        if (answers.isPresent() && edited.isPresent()) {
            Verdict whole = after.orElseThrow().whole();
            sent.addAll(counterexample(whole, after.orElseThrow()));
            Optional<List<Answer>> then = round(edited.get(), after.get(), whole, sent);
            then.ifPresent(now -> compareEdit(first, edited.get(), kept.orElseThrow(), after.get(), sent, answers.get(), now));
        }
    }

    private static boolean isHazard(JsonNode policy) {
        return !PolicyHazards.faults(Json.none(), policy).isEmpty();
    }

    private PointJudge judge(List<ObjectNode> policies) {
        return new PointJudge(policies, lane.workload(), lane.addresses());
    }

    private static List<GatewayRequest> counterexample(Verdict verdict, PointJudge judge) {
        return verdict instanceof Verdict.Open(Counterexample request) && judge.assumptionsHold(request)
                ? List.of(asSent(request))
                : List.of();
    }

    private static GatewayRequest asSent(Counterexample request) {
        Optional<String> overHttp2 =
                request.assumptions().stream().filter(text -> text.startsWith("over HTTP/2")).findFirst();
        String scheme = overHttp2.filter(text -> text.contains(":scheme")).map(text -> text.replaceFirst(".*:scheme ", "")).orElse("http");
        return new GatewayRequest(
                overHttp2.isPresent(), request.method(), request.path(), scheme,
                List.of(request.host().orElse("gateway.example")), request.port().orElse(Words.PORTS.getFirst()), request.headers());
    }

    private Optional<List<Answer>> round(
            List<ObjectNode> policies, PointJudge judge, Verdict verdict, List<GatewayRequest> sent) throws InterruptedException {
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
        for (int i = 0; i < sent.size(); i++) {
            compare(policies, judge, verdict, sent.get(i), answers.get(i));
        }
        tally.round(answers);
        return Optional.of(answers);
    }

    private void compare(List<ObjectNode> policies, PointJudge judge, Verdict verdict, GatewayRequest sent, Answer answer) {
        boolean named = counterexample(verdict, judge).contains(sent);
        if (answer.outcome() == Outcome.NOT_TAKEN) {
            if (named) {
                report(Kind.COUNTEREXAMPLE, policies, List.of(), sent, answer);
            }
            return;
        }
        Arrived arrived = Arrived.from(sent);
        boolean letIn = answer.outcome() == Outcome.LET_IN;
        if (letIn && !arrived.isEchoedBy(answer)) {
            report(Kind.ARRIVED, policies, List.of(), sent, answer);
        } else if (letIn && judge.surelyDenied(arrived)) {
            report(Kind.UNSOUND, policies, List.of(), sent, answer);
        } else if (letIn && verdict instanceof Verdict.Covered) {
            report(Kind.UNSOUND_COVER, policies, List.of(), sent, answer);
        } else if (!letIn && !judge.possiblyDenied(arrived)) {
            report(Kind.COARSE, policies, List.of(), sent, answer);
        } else if (!letIn && named) {
            report(Kind.COUNTEREXAMPLE, policies, List.of(), sent, answer);
        } else if (judge.denies(arrived).filter(denied -> denied == letIn).isPresent()) {
            report(Kind.POINT, policies, List.of(), sent, answer);
        }
    }

    private void compareEdit(
            List<ObjectNode> before, List<ObjectNode> after, Verdict kept, PointJudge judge,
            List<GatewayRequest> sent, List<Answer> then, List<Answer> now) {
        List<GatewayRequest> named = counterexample(kept, judge);
        for (int i = 0; i < then.size(); i++) {
            boolean denied = then.get(i).outcome() == Outcome.DENIED;
            boolean letIn = now.get(i).outcome() == Outcome.LET_IN;
            if (kept instanceof Verdict.Covered && denied && letIn) {
                report(Kind.UNSOUND_EDIT, after, before, sent.get(i), now.get(i));
            } else if (named.contains(sent.get(i)) && !denied) {
                report(Kind.EDIT_COUNTEREXAMPLE, after, before, sent.get(i), then.get(i));
            } else if (named.contains(sent.get(i)) && !letIn) {
                report(Kind.COUNTEREXAMPLE, after, before, sent.get(i), now.get(i));
            }
        }
    }

    private void report(Kind kind, List<ObjectNode> policies, List<ObjectNode> before, GatewayRequest sent, Answer answer) {
        tally.add(new Disagreement(number, kind, policies, before, Optional.of(sent), answer.toString()));
    }
}
