package io.sallyport.cli.input;

import io.sallyport.core.explain.SentRequest;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.policy.Condition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A method and a URL, taken as they are: no client cleans up what is to be explained. */
public final class RequestLine {
    private static final Pattern URL = Pattern.compile("(?:(https?)://([^/?#:]+|\\[[^]]*])(?::([0-9]{1,5}))?)?([/?].*)?");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private RequestLine() {}

    /**
     * @param client its address, if it is known
     * @throws UnreadableInput if it is no request
     */
    public static SentRequest read(
            String method, String url, List<Header> headers, Optional<String> client, Predicate<Condition.Opaque> connection) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || url.isEmpty()) {
            throw new UnreadableInput("\"" + url + "\" is no URL: write http://HOST/PATH, https://HOST/PATH or /PATH");
        }
        if (!METHOD.matcher(method).matches()) {
            throw new UnreadableInput("\"" + method + "\" is no method: write GET, POST or the like");
        }
        String scheme = parts.group(1) == null ? "http" : parts.group(1);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = parts.group(3) == null ? usual : Integer.parseInt(parts.group(3));
        String named = parts.group(2) == null ? "gateway" : parts.group(2);
        String host = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("host"))
                .map(Header::value)
                .findFirst()
                .orElse(port == usual ? named : named + ":" + port);
        String target = parts.group(4) == null ? "/" : parts.group(4).startsWith("?") ? "/" + parts.group(4) : parts.group(4);
        return new SentRequest(
                method,
                scheme,
                target,
                host,
                port,
                headers.stream().filter(header -> !header.name().equalsIgnoreCase("host")).toList(),
                client,
                connection);
    }
}
