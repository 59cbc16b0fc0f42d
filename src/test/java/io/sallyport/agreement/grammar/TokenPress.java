package io.sallyport.agreement.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.agreement.wire.Token;
import io.sallyport.core.model.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Makes tokens that the gateways take for good. */
public final class TokenPress {
    private static final List<String> ISSUERS = List.of("a", "https://i.test");
    private static final int FAR_AHEAD = Integer.MAX_VALUE;

    private final KeyPair keys;

    public TokenPress() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    /** The rules by which a gateway knows them. */
    public ObjectNode requestAuthentication() {
        String jwks = Json.object("keys", Json.array(Json.object(
                        "kty", "RSA",
                        "kid", "press",
                        "alg", "RS256",
                        "n", base64(unsigned(((RSAPublicKey) keys.getPublic()).getModulus())),
                        "e", base64(unsigned(((RSAPublicKey) keys.getPublic()).getPublicExponent())))))
                .toString();
        return Json.object(
                "apiVersion", "security.istio.io/v1",
                "kind", "RequestAuthentication",
                "metadata", Json.object("name", "tokens"),
                "spec", Json.object("jwtRules", Json.list(ISSUERS.stream()
                        .map(issuer -> Json.object("issuer", issuer, "jwks", jwks, "forwardOriginalToken", true))
                        .toList())));
    }

    /** With claims by chance. */
    public Token next(Dice dice) {
        ObjectNode claims = Json.object("iss", dice.oneOf(ISSUERS), "exp", FAR_AHEAD);
        for (String claim : List.of("sub", "aud", "azp", "groups", "scope", "a")) {
            if (dice.chance(claim.equals("sub") ? 0.9 : 0.5)) {
                claims.set(claim, switch (claim) {
                    // Envoy refuses tokens in which these two are anything else.
                    case "sub" -> text(dice);
                    case "aud" -> dice.chance(0.5) ? text(dice) : Json.array("a", dice.oneOf("b", "xb", "a b"));
                    case "a" -> dice.chance(0.7) ? Json.object("b", value(dice), "c", value(dice)) : value(dice);
                    default -> value(dice);
                });
            }
        }
        return new Token(claims, signed(claims));
    }

    private static JsonNode value(Dice dice) {
        return dice.chance(0.5)
                ? text(dice)
                : dice.oneOf(
                        Json.array("a"), Json.array("a", "b"), Json.array("b", "xb"), Json.array(),
                        IntNode.valueOf(1), BooleanNode.TRUE);
    }

    private static JsonNode text(Dice dice) {
        return TextNode.valueOf(dice.oneOf("a", "b", "a/b", "a b", "xb", ""));
    }

    private String signed(JsonNode claims) {
        String text = base64(Json.object("alg", "RS256", "kid", "press").toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
