package io.sallyport.core.explain;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the gateway makes of a request target before anything looks at it: pathNormalization BASE, as measured. */
public final class ArrivedPath {
    private static final String ENCODED = "\"<>^`{|}";
    /** Only between slashes that are sent as such, and never encoded. */
    private static final Pattern DOTS_WITH_PARAMETERS = Pattern.compile("(?<=/)(\\.{1,2});[^/]*");
    /** Stands for a percent sign that begins nothing, and would begin something once what follows is decoded. */
    private static final char LONE_PERCENT = '\u0001';

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{2}");

    private ArrivedPath() {}

    /** With its query, which stays as it was sent; empty if Envoy answers 400 to it over HTTP/1. */
    static Optional<String> of(String target) {
        String path = target.split("[#?]", 2)[0];
        boolean refused = !path.startsWith("/")
                || target.split("#", 2)[0].chars().anyMatch(c -> c <= ' ' || c >= 0x7f)
                || DOTS_WITH_PARAMETERS.matcher(path).replaceAll("").contains("%00");
        return refused ? Optional.empty() : Optional.of(normalised(target));
    }

    /** With its query and without its fragment. Bytes beyond ASCII, which HTTP/2 lets through, are encoded. */
    public static String normalised(String target) {
        String whole = target.split("#", 2)[0];
        int mark = whole.indexOf('?');
        return mark < 0 ? normal(whole) : normal(whole.substring(0, mark)) + whole.substring(mark);
    }

    private static String normal(String path) {
        List<String> segments = new ArrayList<>();
        String[] parts = DOTS_WITH_PARAMETERS.matcher(path).replaceAll("$1").replace('\\', '/').split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            String segment = decoded(parts[i]);
            if (!segment.matches("\\.{1,2}")) {
                segments.add(segment);
                continue;
            }
            if (segment.startsWith("..") && !segments.isEmpty()) {
                segments.removeLast();
            }
            if (i == parts.length - 1) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String decoded(String segment) {
        var text = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%' && i + 3 <= segment.length() && HEX.matcher(segment.substring(i + 1, i + 3)).matches()) {
                char sent = (char) HexFormat.fromHexDigits(segment, i + 1, i + 3);
                boolean plain = sent < 0x80 && String.valueOf(sent).matches("[a-zA-Z0-9._~-]");
                text.append(plain ? String.valueOf(sent) : segment.substring(i, i + 3));
                i += 2;
            } else if (c == '%') {
                text.append(LONE_PERCENT);
            } else if (c >= 0x80 || ENCODED.indexOf(c) >= 0) {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        return text.toString().replaceAll(LONE_PERCENT + "(?=[0-9a-fA-F]{2})", "%25").replace(LONE_PERCENT, '%');
    }
}
