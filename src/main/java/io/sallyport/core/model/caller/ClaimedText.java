package io.sallyport.core.model.caller;

import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.text.Excerpt;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One caller of a further issuer, as it is written: {@code issuer:kind/value}. */
final class ClaimedText {

    /** The caller, or what to write instead. */
    sealed interface Reading {
        record Read(Caller caller) implements Reading {}

        record Unreadable(String fix) implements Reading {}
    }

    private static final int LONGEST = 500;
    private static final int LONGEST_SHOWN = 80;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    /** Whatever a person cannot see would make two callers look alike. */
    private static final Pattern INVISIBLE = Pattern.compile("(?U)[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cn}\\p{Cs}]");

    private final List<TokenIssuer> issuers;

    ClaimedText(List<TokenIssuer> issuers) {
        this.issuers = issuers;
    }

    /** @param name issuer and kind, with a colon between them; {@code value} is what follows the first slash */
    Reading read(String name, String value) {
        int colon = name.indexOf(':');
        Optional<TokenIssuer> issuer =
                issuers.stream().filter(each -> each.name().equals(name.substring(0, colon))).findFirst();
        if (issuer.isEmpty()) {
            return new Reading.Unreadable(issuers.isEmpty()
                    ? "no issuer besides the API server is known: ask for one in Sallyport's chart value settings.tokens.issuers"
                    : "write " + forms(issuers));
        }
        Optional<CallerKind> kind = CallerKind.of(name.substring(colon + 1)).filter(issuer.get().claims()::containsKey);
        if (kind.isEmpty()) {
            return new Reading.Unreadable("write " + forms(List.of(issuer.get())));
        }
        return problem(kind.get(), value)
                .<Reading>map(Reading.Unreadable::new)
                .orElseGet(() -> new Reading.Read(new Caller.Claimed(issuer.get(), kind.get(), value)));
    }

    /** What is wrong with the value of a claim, as what to write instead. */
    private static Optional<String> problem(CallerKind kind, String value) {
        if (value.isEmpty()) {
            return Optional.of("write what the token has as its " + kind.text() + " after the slash");
        }
        if (value.contains("*")) {
            return Optional.of("write one " + kind.text() + " exactly: \"*\" is no wildcard here, but the mesh would take it for one");
        }
        if (value.length() > LONGEST) {
            return Optional.of("write at most " + LONGEST + " characters after the slash");
        }
        if (INVISIBLE.matcher(value).find()) {
            return Optional.of("leave out the characters that cannot be seen");
        }
        return kind == CallerKind.EMAIL && !EMAIL.matcher(value).matches()
                ? Optional.of("write an address such as alice@example.com after the slash")
                : Optional.empty();
    }

    /** Every form that callers of these issuers may have; empty without issuers. */
    static String forms(List<TokenIssuer> issuers) {
        return issuers.stream()
                .flatMap(issuer -> kinds(issuer).map(kind -> "\"" + issuer.name() + ":" + kind.text() + "/" + example(kind) + "\""))
                .collect(Collectors.joining(", "));
    }

    /** The form in which a person is named whose address was written. */
    static String ofPerson(List<TokenIssuer> issuers, String entry) {
        String address = EMAIL.matcher(entry).matches() ? Excerpt.of(entry, LONGEST_SHOWN) : example(CallerKind.EMAIL);
        String known = issuers.stream()
                .filter(issuer -> issuer.claims().containsKey(CallerKind.EMAIL))
                .map(issuer -> "\"" + issuer.name() + ":email/" + address + "\"")
                .collect(Collectors.joining(" or "));
        return known.isEmpty() ? forms(issuers) + "; no issuer's addresses are known" : known;
    }

    private static Stream<CallerKind> kinds(TokenIssuer issuer) {
        return Arrays.stream(CallerKind.values()).filter(issuer.claims()::containsKey);
    }

    private static String example(CallerKind kind) {
        return switch (kind) {
            case SUBJECT -> "subject";
            case EMAIL -> "alice@example.com";
            case GROUP -> "data-science";
            case CLIENT -> "ci-bot";
        };
    }
}
