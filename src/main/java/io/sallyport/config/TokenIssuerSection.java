package io.sallyport.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.core.model.caller.PublishedKeys;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.KeySource;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One entry of {@code tokens.issuers}. */
final class TokenIssuerSection {
    /** Neither what separates it from a caller's kind, nor a word that means something among callers. */
    private static final Pattern NAME = Pattern.compile("(?!(members|accounts|system)$)[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    /** A star would match others' tokens where the mesh compares it. */
    private static final Pattern URL = Pattern.compile("https?://[^/?#\\s*][^\\s*]*");
    private static final Pattern AUDIENCE = Pattern.compile("[^*\\s]([^*]*[^*\\s])?");
    private static final Pattern CLAIM = Pattern.compile("[^\\[\\]\\s]+|(\\[[^\\[\\]\\s]+])+");
    private static final Pattern ANY = Pattern.compile("(?s).+");
    private static final String A_CLAIM = "write a claim's name such as email, or [realm_access][roles] for one in another";

    private TokenIssuerSection() {}

    static TokenIssuer read(Section entry) {
        String name = entry.text("name", "", NAME, "write small letters, digits and -, at most 40, but none of members, accounts and system");
        String url = entry.text("issuer", "", URL, "write the issuer's URL, as tokens have it in iss");
        List<String> audiences = entry.someTexts("audiences", AUDIENCE, "write what such tokens have in aud for the models");
        required(entry, "name", name, "write what callers of it begin with, such as idp");
        required(entry, "issuer", url, "write the issuer's URL, as tokens have it in iss");
        return new TokenIssuer(name, url, keys(entry), audiences, claims(entry), persons(entry));
    }

    private static void required(Section entry, String key, String value, String fix) {
        if (value.isEmpty() && entry.isAbsent(key)) {
            entry.fault(key, "is missing", fix);
        }
    }

    private static KeySource keys(Section entry) {
        Optional<String> uri = entry.optionalText("jwksUri", URL, "write a URL");
        Optional<String> jwks = entry.optionalText("jwks", ANY, "write a JSON Web Key Set");
        jwks.flatMap(TokenIssuerSection::fault).ifPresent(fault -> entry.fault("jwks", fault, "write the issuer's public keys"));
        if (uri.isPresent() && jwks.isPresent()) {
            entry.fault("jwks", "is there beside jwksUri", "name one source of keys only");
        }
        return jwks.<KeySource>map(KeySource.WrittenIn::new)
                .or(() -> uri.map(KeySource.At::new))
                .orElseGet(KeySource.Discovered::new);
    }

    private static Optional<String> fault(String jwks) {
        try {
            return PublishedKeys.fault(tree(jwks));
        } catch (JsonProcessingException e) {
            return Optional.of("is not JSON");
        }
    }

    private static JsonNode tree(String jwks) throws JsonProcessingException {
        return new ObjectMapper().readTree(jwks);
    }

    /** An address may be any text that its owner typed in, as long as nobody says that the issuer looks. */
    private static Map<CallerKind, Claim> claims(Section entry) {
        Section section = entry.section("claims");
        Map<CallerKind, Claim> claims = new EnumMap<>(CallerKind.class);
        for (CallerKind kind : CallerKind.values()) {
            section.optionalText(kind.setting(), CLAIM, A_CLAIM).ifPresent(claim -> claims.put(kind, claim(claim)));
        }
        boolean verified = entry.flag("emailsVerified", false);
        if (claims.isEmpty()) {
            entry.fault("claims", "names no claim, so that no caller can be named", "name one of subject, email, groups and client");
        }
        if (claims.containsKey(CallerKind.EMAIL) && !verified) {
            entry.fault(
                    "claims.email",
                    "is named and emailsVerified is not true, and the mesh cannot look at email_verified",
                    "set emailsVerified to true if this issuer gives nobody an address that it has not verified, or leave claims.email out");
        }
        if (!claims.containsKey(CallerKind.EMAIL) && verified) {
            entry.fault("emailsVerified", "is true and no claims.email is named", "leave it out");
        }
        return claims;
    }

    private static List<Claim> persons(Section entry) {
        List<String> names = entry.texts("personClaims", List.of(), CLAIM, A_CLAIM);
        return names.isEmpty() ? TokenIssuer.USUAL_PERSONS : names.stream().map(TokenIssuerSection::claim).toList();
    }

    private static Claim claim(String text) {
        return text.startsWith("[")
                ? Claim.of(text.substring(1, text.length() - 1).split("]\\["))
                : Claim.of(text);
    }
}
