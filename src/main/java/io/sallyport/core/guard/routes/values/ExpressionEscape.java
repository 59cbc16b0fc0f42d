package io.sallyport.core.guard.routes.values;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows a backslash and is a character, or a set of them.
 *
 * @param end    the place behind it
 * @param single the character; -1 if it is a set
 * @param cost   instructions, from above
 */
record ExpressionEscape(int end, int single, int cost) {
    private static final Pattern HEX = Pattern.compile("x([0-9A-Fa-f]{2})|x\\{0*([0-9A-Fa-f]{1,2})\\}");
    private static final Pattern UNICODE = Pattern.compile("[pP](?:([A-Z])|\\{\\^?([A-Za-z]+)\\})");
    private static final Set<String> SETS = Set.of(
            "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
            "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Latin", "Greek", "Cyrillic", "Han", "Any");
    private static final Map<Character, Integer> CONTROLS = Map.of('a', 7, 't', 9, 'n', 10, 'v', 11, 'f', 12, 'r', 13);

    /** Empty if RE2 may not know it. */
    static Optional<ExpressionEscape> at(String text, int place) {
        if (place >= text.length()) {
            return Optional.empty();
        }
        char c = text.charAt(place);
        Matcher hex = HEX.matcher(text).region(place, text.length());
        if (hex.lookingAt()) {
            String digits = hex.group(1) == null ? hex.group(2) : hex.group(1);
            return Optional.of(new ExpressionEscape(hex.end(), Integer.parseInt(digits, 16), 1));
        }
        Matcher unicode = UNICODE.matcher(text).region(place, text.length());
        if (unicode.lookingAt()) {
            String name = unicode.group(1) == null ? unicode.group(2) : unicode.group(1);
            return Optional.of(new ExpressionEscape(unicode.end(), -1, 20)).filter(_ -> SETS.contains(name));
        }
        if ("dDsSwW".indexOf(c) >= 0) {
            return Optional.of(new ExpressionEscape(place + 1, -1, 8));
        }
        if (CONTROLS.containsKey(c)) {
            return Optional.of(new ExpressionEscape(place + 1, CONTROLS.get(c), 1));
        }
        boolean punctuation = c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c) || c == ' ';
        return punctuation ? Optional.of(new ExpressionEscape(place + 1, c, 1)) : Optional.empty();
    }
}
