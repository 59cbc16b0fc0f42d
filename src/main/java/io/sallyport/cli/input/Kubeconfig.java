package io.sallyport.cli.input;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.sallyport.tls.InvalidCertificateException;
import io.sallyport.tls.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The kubeconfig, for a client that takes every key for RSA unless it is told. */
public final class Kubeconfig {
    private static final Set<String> KINDS_OF_KEYS = Set.of("RSA", "EC");

    private Kubeconfig() {}

    /** @throws UnreadableInput if its private key is of no use */
    public static Config read() {
        Config config = Config.autoConfigure(null);
        Optional<String> pem = key(config);
        return pem.isEmpty() ? config : withKey(config, pem.get());
    }

    /** The key in the one form that the client reads for every kind, and the kind, which that form does not tell it. */
    private static Config withKey(Config config, String pem) {
        try {
            PrivateKey key = Pem.privateKey(pem, "the kubeconfig's client key");
            if (!KINDS_OF_KEYS.contains(key.getAlgorithm())) {
                throw new UnreadableInput("the kubeconfig's client key is of the kind " + key.getAlgorithm()
                        + ": use one of RSA or EC, or a token");
            }
            return new ConfigBuilder(config)
                    .withClientKeyFile(null)
                    .withClientKeyData(base64(Pem.of(key)))
                    .withClientKeyAlgo(key.getAlgorithm())
                    .build();
        } catch (InvalidCertificateException e) {
            throw new UnreadableInput(e.getMessage() + ": give one in PEM without a passphrase");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The client's private key in PEM; empty without one. */
    private static Optional<String> key(Config config) {
        return Optional.ofNullable(config.getClientKeyData())
                .map(data -> new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII))
                .or(() -> Optional.ofNullable(config.getClientKeyFile()).map(file -> SettingsOption.text(Path.of(file))));
    }
}
