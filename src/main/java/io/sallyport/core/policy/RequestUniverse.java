package io.sallyport.core.policy;

import io.sallyport.core.policy.language.CharacterSet;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.TextValues;
import java.util.List;

/**
 * What can reach the policies at all, over HTTP/1 and HTTP/2, as measured. Envoy normalises a path before it asks them
 * (with Istio's default, pathNormalization BASE): segments of one or two dots are resolved; a backslash becomes a slash;
 * {@code %xx} of letters, digits and {@code -._~} is decoded; some characters and all beyond ASCII are encoded. A segment
 * {@code ..;x} is resolved too, but sent as {@code %2e%2e;x} it arrives. Where this set is larger than Envoy's, more is
 * asked of a policy than needed.
 */
public final class RequestUniverse {
    private static final CharacterSet ANY_BYTE = CharacterSet.range(0, 255);
    private static final CharacterSet VISIBLE = CharacterSet.range('!', '~');
    private static final CharacterSet HIGH = CharacterSet.range(0x80, 0xff);
    private static final CharacterSet IN_PATH = VISIBLE.without(CharacterSet.of("\"<>^`{|}\\#?"));
    private static final CharacterSet HEX = CharacterSet.of("0123456789abcdefABCDEF");
    private static final CharacterSet LETTER =
            CharacterSet.range('a', 'z').and(CharacterSet.range('A', 'Z'));
    private static final CharacterSet IN_METHOD =
            LETTER.and(CharacterSet.range('0', '9')).and(CharacterSet.of("!#$%&'*+-.^_`|~"));

    private static final Language SLASH = Language.exactly("/");
    private static final Language PATH = path().fixed();
    private static final Language METHOD = Language.sequence(Language.oneOf(IN_METHOD), Language.madeOf(IN_METHOD))
            .minus(Language.exactly("CONNECT"))
            .fixed();
    private static final Language HOST = Language.madeOf(VISIBLE.without(CharacterSet.of("/\\\"<>^`{|}#?"))).fixed();
    /** In lower case, however it is sent. */
    private static final Language SCHEME = Language.sequence(
            Language.oneOf(CharacterSet.range('a', 'z')),
            Language.madeOf(IN_METHOD.without(CharacterSet.range('A', 'Z').and(CharacterSet.of("%"))))).fixed();

    /** The expression {@code .+}. */
    static final Language NON_EMPTY =
            Language.sequence(Language.oneOf(ANY_BYTE), Language.madeOf(ANY_BYTE)).fixed();

    private static final Language QUERY = query().fixed();

    private RequestUniverse() {}

    /** Every request that can arrive at one of these ports. */
    public static Box arrivingAt(PortValues listeners) {
        return Box.ALL
                .and(Attribute.PATH, new TextValues(PATH))
                .and(Attribute.METHOD, new TextValues(METHOD))
                .and(Attribute.HOST, new TextValues(HOST))
                .and(Attribute.SCHEME, new TextValues(SCHEME))
                .and(Attribute.PORT, listeners);
    }

    /** A path and any query. */
    public static Language withQuery(Language paths) {
        return Language.sequence(paths, QUERY);
    }

    private static Language query() {
        return Language.sequence(
                        Language.exactly("?"), Language.madeOf(VISIBLE.and(HIGH).without(CharacterSet.of("#"))))
                .optional();
    }

    private static Language path() {
        Language anything = Language.madeOf(IN_PATH);
        Language dots = Language.exactly(".").or(Language.exactly(".."));
        Language dotSegment =
                Language.sequence(anything, SLASH, dots, Language.sequence(SLASH, anything).optional());
        Language decoded = Language.sequence(anything, Language.exactly("%"), unreserved(), anything);
        return Language.sequence(SLASH, anything).minus(dotSegment.or(decoded));
    }

    /** Two hexadecimal digits of a letter, a digit or one of {@code -._~}. */
    private static Language unreserved() {
        return Language.union(List.of(
                pair("46", HEX.without(CharacterSet.of("0"))),
                pair("57", CharacterSet.of("0123456789aA")),
                pair("3", CharacterSet.of("0123456789")),
                pair("2", CharacterSet.of("dDeE")),
                pair("5", CharacterSet.of("fF")),
                pair("7", CharacterSet.of("eE"))));
    }

    private static Language pair(String high, CharacterSet low) {
        return Language.sequence(Language.oneOf(CharacterSet.of(high)), Language.oneOf(low));
    }
}
