package io.sallyport.agreement;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** What the gateway makes of a path before it asks the policies: pathNormalization BASE, as measured. */
final class PathNormalization {
    private static final String ENCODED = "\"<>^`{|}";
    /** Only between slashes that were sent as such. */
    private static final Pattern DOTS_WITH_PARAMETERS = Pattern.compile("(?<=/)(\\.{1,2});[^/]*");
    /** A percent sign that begins nothing, and would begin something after what follows is decoded. */
    private static final char LONE_PERCENT = '\u0001';

    private PathNormalization() {}

    /** Without fragment; with its query, which stays as it was sent. */
    static String of(String target) {
        String whole = target.split("#", 2)[0];
        int mark = whole.indexOf('?');
        return mark < 0 ? path(whole) : path(whole.substring(0, mark)) + whole.substring(mark);
    }

    private static String path(String sent) {
        List<String> segments = new ArrayList<>();
        String[] parts = DOTS_WITH_PARAMETERS.matcher(sent).replaceAll("$1").replace('\\', '/').split("/", -1);
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
            if (c == '%' && segment.substring(i).matches("%[0-9a-fA-F]{2}.*")) {
                char byteSent = (char) HexFormat.fromHexDigits(segment, i + 1, i + 3);
                boolean unreserved = byteSent < 0x80 && String.valueOf(byteSent).matches("[a-zA-Z0-9._~-]");
                text.append(unreserved ? String.valueOf(byteSent) : segment.substring(i, i + 3));
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
