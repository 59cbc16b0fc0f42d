package io.sallyport.agreement;

import io.sallyport.agreement.Disagreement.Kind;
import io.sallyport.agreement.grammar.Words;
import io.sallyport.agreement.wire.Answer;
import io.sallyport.agreement.wire.Answer.Outcome;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.policy.proof.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the evaluator says about a set of policies, held against answers of the gateway. */
record Comparison(PointJudge judge, ExplainJudge explain, Verdict verdict) {
    private static final int UNAUTHORIZED = 401;

    Comparison(PointJudge judge, ExplainJudge explain) {
        this(judge, explain, judge.whole());
    }

    /** The same, of an edit: a request that it opens depends on what was asked before, too. */
    Comparison editOf(Comparison before) {
        return new Comparison(judge.editOf(before.judge), explain, verdict);
    }

    /** What is wrong; empty if nothing is. */
    Optional<Kind> of(GatewayRequest sent, Answer answer) {
        boolean named = named(verdict).contains(sent);
        if (answer.outcome() == Outcome.NOT_TAKEN) {
            boolean tokenRefused = sent.claims().isPresent() && answer.status() == UNAUTHORIZED;
            return named ? Optional.of(Kind.COUNTEREXAMPLE) : tokenRefused ? Optional.of(Kind.ARRIVED) : Optional.empty();
        }
        Arrived arrived = Arrived.from(sent, judge.source());
        boolean letIn = answer.outcome() == Outcome.LET_IN;
        if (letIn && !arrived.isEchoedBy(answer)) {
            return Optional.of(Kind.ARRIVED);
        }
        if (sent.claims().isEmpty()) {
            if (letIn && judge.surelyDenied(arrived)) {
                return Optional.of(Kind.UNSOUND);
            }
            if (letIn && verdict instanceof Verdict.Covered) {
                return Optional.of(Kind.UNSOUND_COVER);
            }
            if (!letIn && !judge.possiblyDenied(arrived)) {
                return Optional.of(Kind.COARSE);
            }
            if (!letIn && named) {
                return Optional.of(Kind.COUNTEREXAMPLE);
            }
        }
        Optional<Boolean> denies = judge.denies(arrived, sent.claims());
        if (denies.isPresent() && denies.get() == letIn) {
            return Optional.of(Kind.POINT);
        }
        return denies.flatMap(_ -> explain.decision(sent))
                .filter(decision -> !decision.equals(String.valueOf(answer.status())))
                .map(_ -> Kind.EXPLAIN);
    }

    /** Of requests under a policy, and then under its edit. */
    Optional<Kind> ofEdit(Verdict kept, GatewayRequest sent, Answer before, Answer after) {
        boolean denied = before.outcome() == Outcome.DENIED;
        boolean letIn = after.outcome() == Outcome.LET_IN;
        if (kept instanceof Verdict.Covered && sent.claims().isEmpty() && denied && letIn) {
            return Optional.of(Kind.UNSOUND_EDIT);
        }
        if (named(kept).contains(sent) && !(denied && letIn)) {
            return Optional.of(denied ? Kind.COUNTEREXAMPLE : Kind.EDIT_COUNTEREXAMPLE);
        }
        return Optional.empty();
    }

    /** The request that a verdict names, if what it takes for granted is so here. */
    List<GatewayRequest> named(Verdict some) {
        return some instanceof Verdict.Open(Counterexample request) && judge.assumptionsHold(request)
                ? Stream.of(asSent(request)).filter(Comparison::canBeSent).toList()
                : List.of();
    }

    /**
     * The evaluator lets each attribute be what one of the protocols takes: a method that only HTTP/2 knows, and a host that
     * only HTTP/1.1 lets pass, cannot be sent together.
     */
    private static boolean canBeSent(GatewayRequest request) {
        return !request.http2() || request.hosts().stream().noneMatch(host -> host.isEmpty() || host.contains("@"));
    }

    private static GatewayRequest asSent(Counterexample request) {
        Optional<String> overHttp2 =
                request.assumptions().stream().filter(text -> text.startsWith("over HTTP/2")).findFirst();
        String scheme = overHttp2
                .filter(text -> text.contains(":scheme"))
                .map(text -> text.replaceFirst(".*:scheme ", ""))
                .orElse("http");
        return new GatewayRequest(
                overHttp2.isPresent(),
                request.method(),
                request.path(),
                scheme,
                List.of(request.host().orElse("gateway.example")),
                request.port().orElse(Words.PORTS.getFirst()),
                request.headers());
    }
}
