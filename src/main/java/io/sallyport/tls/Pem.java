package io.sallyport.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and keys in the text form in which Kubernetes keeps them. */
public final class Pem {
    private Pem() {}

    /** These certificates, one block after the other. */
    public static String of(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was parsed can be encoded", e);
            }
        }
        return pem.toString();
    }

    /** This key as PKCS#8. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /**
     * The certificates in this text, at least one.
     *
     * @param what names the text in the message if it cannot be read, such as {@code tls.crt}
     */
    public static List<X509Certificate> certificates(String pem, String what) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object block : blocks(pem, what)) {
            if (!(block instanceof X509CertificateHolder holder)) {
                throw new InvalidCertificateException(what + " holds something that is not a certificate");
            }
            try {
                certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
            } catch (CertificateException e) {
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
        for (Object block : blocks(pem, what)) {
            try {
                // "EC PARAMETERS", which OpenSSL puts before an EC key, is neither and is passed over.
                if (block instanceof PrivateKeyInfo key) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
                if (block instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
            } catch (IOException e) {
                throw new InvalidCertificateException(what + " holds a private key of a kind that is not known", e);
            }
        }
        throw new InvalidCertificateException(what + " holds no private key without a passphrase");
    }

    private static List<Object> blocks(String pem, String what) {
        List<Object> blocks = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            // The cause is left out: a parser's message may quote what it read, and that may be a key.
            throw new InvalidCertificateException(what + " is not PEM that can be read");
        }
        return blocks;
    }

    private static String block(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("\r\n", "\n");
    }
}
