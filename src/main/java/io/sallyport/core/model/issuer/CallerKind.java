package io.sallyport.core.model.issuer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller of a further issuer is named by. */
public enum CallerKind {
    SUBJECT,
    /** A person's address, which counts only where the issuer verifies it. */
    EMAIL,
    /** Whoever is in it. */
    GROUP,
    /** A program with a token of its own, that is no person's. */
    CLIENT;

    /** As callers are written: {@code idp:email/alice@example.com}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As settings name its claim. */
    public String setting() {
        return this == GROUP ? "groups" : text();
    }

    /** Empty if callers are not written with it. */
    public static Optional<CallerKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
