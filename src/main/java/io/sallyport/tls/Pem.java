package io.sallyport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys in the text form (RFC 7468) in which Kubernetes keeps them. What every start reads is read by the
 * platform alone: Bouncy Castle's signed jar costs a start a third of a second.
 */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK = Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");
    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private record Block(String type, String body, String text) {
        byte[] content() {
            // Not the MIME decoder, which passes over whatever is no Base64.
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        }
    }

    private Pem() {}

    /** These certificates, one block after the other. */
    public static String of(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                pem.append(block(CERTIFICATE, certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was parsed can be encoded", e);
            }
        }
        return pem.toString();
    }

    /** This key as PKCS#8. */
    public static String of(PrivateKey key) {
        return block(PKCS8, key.getEncoded());
    }

    /**
     * The certificates in this text, at least one.
     *
     * @param what names the text in the message if it cannot be read, such as {@code tls.crt}
     */
    public static List<X509Certificate> certificates(String pem, String what) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(pem, what)) {
            if (!block.type.equals(CERTIFICATE)) {
                throw new InvalidCertificateException(what + " holds something that is not a certificate");
            }
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.content())));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new InvalidCertificateException(what + " holds a certificate that cannot be read", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new InvalidCertificateException(what + " holds no certificate");
        }
        return List.copyOf(certificates);
    }

    /** The one private key in this text; PKCS#8, and the older forms of OpenSSL for EC and RSA. */
    public static PrivateKey privateKey(String pem, String what) {
        for (Block block : blocks(pem, what)) {
            // "EC PARAMETERS", which OpenSSL puts before an EC key, is no key and is passed over.
            if (block.type.endsWith(PKCS8) && !block.type.startsWith("ENCRYPTED")) {
                return privateKey(block)
                        .orElseThrow(() -> new InvalidCertificateException(
                                what + " holds a private key that cannot be read, or only with a passphrase"));
            }
        }
        throw new InvalidCertificateException(what + " holds no private key without a passphrase");
    }

    /** Without the cause of what fails: a parser's message may quote what it read, and that is a key. */
    private static Optional<PrivateKey> privateKey(Block block) {
        if (!block.type.equals(PKCS8)) {
            try {
                return OpenSslKey.read(block.text);
            } catch (IOException | RuntimeException _) {
                return Optional.empty();
            }
        }
        for (String kind : KEY_KINDS) {
            try {
                return Optional.of(
                        KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(block.content())));
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                // Of another kind; the platform does not tell which one.
            }
        }
        return Optional.empty();
    }

    private static List<Block> blocks(String pem, String what) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(pem);
        int end = 0;
        while (found.find()) {
            whole(pem.substring(end, found.start()), what);
            whole(found.group(2), what);
            blocks.add(new Block(found.group(1), found.group(2), found.group()));
            end = found.end();
        }
        whole(pem.substring(end), what);
        return blocks;
    }

    /** No block begins, between blocks or in them, without an end. */
    private static void whole(String rest, String what) {
        if (rest.contains(BEGIN)) {
            throw new InvalidCertificateException(what + " is not PEM that can be read");
        }
    }

    private static String block(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), type);
    }
}
