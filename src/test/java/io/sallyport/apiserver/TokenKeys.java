package io.sallyport.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The keys with which an API server signs ServiceAccount tokens and checks them, as files. */
final class TokenKeys {
    private final Path folder;
    private final List<Path> trusted = new ArrayList<>();
    private Path signing;
    private int made;

    TokenKeys(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        next(false);
    }

    /** Signs with a new key from now on. */
    void next(boolean keepLast) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        made++;
        signing = Files.writeString(
                folder.resolve("sa-" + made + ".key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        if (!keepLast) {
            trusted.clear();
        }
        trusted.add(Files.writeString(
                folder.resolve("sa-" + made + ".pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded())));
    }

    /** For the API server's command line. */
    List<String> arguments() {
        return Stream.concat(
                        Stream.of("--service-account-signing-key-file", signing.toString()),
                        trusted.stream().flatMap(key -> Stream.of("--service-account-key-file", key.toString())))
                .toList();
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + type + "-----\n";
    }
}
