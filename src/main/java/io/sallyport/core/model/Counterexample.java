package io.sallyport.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request without a token that would get through.
 *
 * @param method      such as {@code GET}
 * @param path        with its query, if that matters
 * @param host        empty if any will do
 * @param port        of the listener in the gateway's Pod; empty if any will do
 * @param headers     to be sent, in this order; a name may come twice
 * @param assumptions what else has to be the case, which the client may not be able to choose
 */
public record Counterexample(
        String method,
        String path,
        Optional<String> host,
        OptionalInt port,
        List<Header> headers,
        List<String> assumptions) {

    /** A line of a request. */
    public record Header(String name, String value) {}

    public Counterexample {
        headers = List.copyOf(headers);
        assumptions = List.copyOf(assumptions);
    }

    /** The same where this is the case besides. */
    public Counterexample assuming(String besides) {
        List<String> more = new ArrayList<>(assumptions);
        more.add(besides);
        return new Counterexample(method, path, host, port, headers, more);
    }

    /** The request as a command for a shell; {@code GATEWAY} is the gateway's address. */
    public String curl() {
        List<String> words = new ArrayList<>(List.of("curl"));
        if (path.contains("//") || path.contains("/.")) {
            words.add("--path-as-is");
        }
        // Brackets and braces are ranges to curl.
        if (path.matches(".*[\\[\\]{}].*")) {
            words.add("--globoff");
        }
        if (method.equals("HEAD")) {
            words.add("--head");
        } else if (!method.equals("GET")) {
            words.add("-X " + quoted(method));
        }
        host.ifPresent(name -> words.add("-H " + quoted("Host: " + name)));
        // curl takes a header without a value for one that is to be left out, unless it ends in a semicolon.
        headers.forEach(header -> words.add(
                "-H " + quoted(header.value().isEmpty() ? header.name() + ";" : header.name() + ": " + header.value())));
        words.add(quoted("http://GATEWAY" + path));
        return String.join(" ", words);
    }

    /** The command, and what it takes besides. */
    @Override
    public String toString() {
        List<String> besides = new ArrayList<>(assumptions);
        port.ifPresent(number -> besides.addFirst("at the gateway's listener port " + number));
        return besides.isEmpty() ? curl() : curl() + " (" + String.join(", ", besides) + ")";
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9/._:=%@,+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
