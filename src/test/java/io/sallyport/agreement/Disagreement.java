package io.sallyport.agreement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.cli.output.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gateway and the evaluator say different things.
 *
 * @param policies that are in force
 * @param before   the same before an edit; empty if the edit does not matter
 * @param request  empty if it is about the policies alone
 */
record Disagreement(
        long number, Kind kind, List<ObjectNode> policies, List<ObjectNode> before, Optional<GatewayRequest> request, String answer) {

    enum Kind {
        /** The one that must never be. */
        UNSOUND("the evaluator says that it is denied, and the gateway lets it in"),
        POINT("what explain asks about one request says the opposite"),
        EXPLAIN("explain says the opposite, or another status"),
        COARSE("the evaluator says that nothing denies it, and the gateway denies it"),
        UNSOUND_COVER("the evaluator says that everything is denied, and the gateway lets it in"),
        UNSOUND_EDIT("the evaluator says that the edit opens nothing, and the gateway lets in what it denied before"),
        COUNTEREXAMPLE("the evaluator names it as a request that gets through, and the gateway does not let it in"),
        EDIT_COUNTEREXAMPLE("the evaluator names it as a request that the edit opens, and it was not denied before"),
        ARRIVED("the request arrives otherwise than this test expects"),
        STUCK("the gateway does not take the policies, or ends over them, and nothing warns of that");

        final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }
    }

    /** Ready for a folder of the guard's corpus: the writes, and the request as a comment. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("# %s, set %d: %s".formatted(kind, number, kind.meaning));
        request.ifPresent(sent -> lines.add("# request: " + printable(sent.toString())));
        lines.add("# answer: " + printable(answer));
        if (!before.isEmpty()) {
            lines.add("# in-before.yaml\n" + YamlText.written(List.copyOf(before)));
        }
        lines.add("# in-change.yaml\n" + YamlText.written(List.copyOf(policies)));
        return String.join("\n", lines);
    }

    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "\\x%02x".formatted(c))
                .reduce("", String::concat);
    }
}
