package io.sallyport.tls;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.util.Optional;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The forms in which OpenSSL wrote EC and RSA keys before PKCS#8, which the platform does not read. */
final class OpenSslKey {
    private OpenSslKey() {}

    /** The key in this one PEM block; empty if it is something else. */
    static Optional<PrivateKey> read(String block) throws IOException {
        try (var parser = new PEMParser(new StringReader(block))) {
            return parser.readObject() instanceof PEMKeyPair pair
                    ? Optional.of(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()))
                    : Optional.empty();
        }
    }
}
