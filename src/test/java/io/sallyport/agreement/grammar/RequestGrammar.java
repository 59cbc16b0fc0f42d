package io.sallyport.agreement.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes requests that are members of what a policy's patterns describe, or miss it by a hair. */
public final class RequestGrammar {
    private final Dice dice;
    private final List<String> paths = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> methods = new ArrayList<>();
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    public RequestGrammar(Dice dice, Iterable<? extends JsonNode> policies) {
        this.dice = dice;
        policies.forEach(this::read);
        headers.forEach((name, values) -> {
            switch (name) {
                case ":path" -> paths.addAll(values);
                case ":method" -> methods.addAll(values);
                case "host", ":authority" -> hosts.addAll(values);
                default -> {}
            }
        });
        headers.keySet().removeIf(name -> name.startsWith(":") || name.equals("host") || name.isEmpty());
    }

    private void read(JsonNode node) {
        node.properties().forEach(entry -> {
            switch (entry.getKey()) {
                case "paths", "notPaths" -> paths.addAll(Json.texts(entry.getValue()));
                case "hosts", "notHosts" -> hosts.addAll(Json.texts(entry.getValue()));
                case "methods", "notMethods" -> methods.addAll(Json.texts(entry.getValue()));
                default -> read(entry.getValue());
            }
        });
        if (node.path("key").asText().matches("request\\.headers\\[[^\\[\\]]*]")) {
            String name = node.path("key").asText().substring("request.headers[".length()).replace("]", "");
            List<String> values = headers.computeIfAbsent(name.toLowerCase(), _ -> new ArrayList<>());
            values.addAll(Json.texts(node.path("values")));
            values.addAll(Json.texts(node.path("notValues")));
        }
        if (node.isArray()) {
            node.forEach(this::read);
        }
    }

    public GatewayRequest next() {
        boolean http2 = dice.chance(0.35);
        String target = target(http2);
        String method = method(http2);
        // Over HTTP/2 Envoy takes an @ or an empty authority for a broken connection, and is slow to end it.
        String host = http2 ? host().replace("@", "") : host();
        List<String> sentHosts = new ArrayList<>(List.of(http2 && host.isEmpty() ? "a" : host));
        if (!http2 && dice.chance(0.02)) {
            sentHosts.add(host());
        }
        String scheme = dice.chance(0.8) ? "http" : dice.oneOf(Words.SCHEMES);
        return new GatewayRequest(http2, method, target, scheme, sentHosts, dice.oneOf(Words.PORTS), sentHeaders());
    }

    private String target(boolean http2) {
        String target = paths.isEmpty() || dice.chance(0.15) ? dice.oneOf(Words.PATHS) : member(dice.oneOf(paths), "/a");
        for (int i = 0; i < 2 && dice.chance(0.45); i++) {
            target = near(target);
        }
        // Neither a space nor the end of a line can be in a request line.
        target = bytes(target).replaceAll(http2 ? "[\\x00- \\x7f]" : "[\\x00- \\x7f-\\xff]", "");
        target = target.startsWith("/") || dice.chance(0.02) ? target : "/" + target;
        boolean absolute = !http2 && dice.chance(0.03) && target.matches("/[a-zA-Z/]*");
        return absolute ? "http://" + dice.oneOf("gw.test", "a", "gw.test:80") + target : target;
    }

    private String method(boolean http2) {
        String method = methods.isEmpty() || dice.chance(0.3) ? dice.oneOf(Words.METHODS) : member(dice.oneOf(methods), "T");
        if (dice.chance(http2 ? 0.15 : 0.03)) {
            method = dice.oneOf(dice.oneOf(Words.STRANGE_METHODS), method + "X", method.toLowerCase());
        }
        boolean token = method.matches("[A-Za-z*]+") && !method.equals("CONNECT");
        return token ? method : "GET";
    }

    private String host() {
        String host = hosts.isEmpty() || dice.chance(0.4) ? dice.oneOf(Words.HOSTS) : member(dice.oneOf(hosts), "a");
        host = switch (dice.below(10)) {
            case 0 -> host + ":80";
            case 1 -> host.toUpperCase();
            case 2 -> host + "a";
            default -> host;
        };
        return bytes(host).replaceAll("[^a-zA-Z0-9.:@,*_~!$&'()+;=-]", "");
    }

    private List<Header> sentHeaders() {
        List<Header> sent = new ArrayList<>();
        headers.forEach((name, patterns) -> {
            while (dice.chance(sent.isEmpty() ? 0.65 : 0.4) && sent.size() < 6) {
                String value = patterns.isEmpty() || dice.chance(0.3)
                        ? dice.oneOf(Words.HEADER_VALUES)
                        : member(dice.oneOf(patterns), "a");
                sent.add(new Header(dice.chance(0.1) ? name.toUpperCase() : name, bytes(value).strip()));
            }
        });
        return sent;
    }

    /** What the pattern matches, by and large. */
    private String member(String pattern, String some) {
        String rest = dice.oneOf("", some, some, "x" + some);
        String text = pattern.replace("{**}", dice.oneOf("a", "a/b", "", "a/b/m", "a=b"))
                .replace("{*}", dice.oneOf("a", "b", "a.b", "a=b", "a*", ""));
        if (text.startsWith("*")) {
            return (some.startsWith("/") ? dice.oneOf("/", some, some + "/") : rest) + text.substring(1);
        }
        return text.endsWith("*") ? text.substring(0, text.length() - 1) + rest : text;
    }

    private String near(String path) {
        int at = dice.below(path.length() + 1);
        String start = path.substring(0, at);
        String end = path.substring(at);
        return switch (dice.below(17)) {
            case 0 -> path + "/";
            case 1 -> path + dice.oneOf("?", "?q", "?q=1", "?q#f");
            case 2 -> path + "#f";
            case 3 -> start + end.replaceFirst("^.", "");
            case 4 -> start + dice.oneOf("a", "=", "*", ";", "@", ":", ",", "~", "[", "!", "&", "b") + end;
            case 5 -> path.replaceFirst("/", "//");
            case 6 -> start + end.replaceFirst("/", dice.oneOf("%2f", "%2F", "\\\\"));
            case 7 -> start + end.replaceFirst("/", dice.oneOf("/./", "/z/../", "/z/..;x/", "/%2e/", "/.;/", "/%2e%2e;x/", "/..%3b/", "/.../"));
            case 8 -> start + end.replaceFirst("a", dice.oneOf("%61", "A", "%41"));
            case 9 -> path.toUpperCase();
            case 10 -> start + dice.oneOf("|", "^", "`", "\"", "<", "{", "}", "'", "$") + end;
            case 11 -> start + dice.oneOf("\u00e9", "\u0080", " ") + end;
            case 12 -> start + dice.oneOf("%7c", "%7C", "%5c", "%00", "%", "%2", "%zz", "%25", "%2%66", "%%32") + end;
            case 13 -> path + dice.oneOf("/..", "/.", "/..;x", "/%2e%2e");
            case 14 -> path.replaceFirst("/$", "");
            case 15 -> path + ";x=y";
            default -> "/z/.." + path;
        };
    }

    /** One character for each byte that is sent. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
