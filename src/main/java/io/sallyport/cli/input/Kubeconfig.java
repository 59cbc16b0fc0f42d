package io.sallyport.cli.input;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The kubeconfig, for a client that takes every key for RSA unless it is told. */
final class Kubeconfig {
    private Kubeconfig() {}

    static Config read() {
        Config config = Config.autoConfigure(null);
        boolean elliptic = key(config).filter(pem -> pem.contains("BEGIN EC PRIVATE KEY")).isPresent();
        return elliptic ? new ConfigBuilder(config).withClientKeyAlgo("EC").build() : config;
    }

    /** The client's private key in PEM; empty without one. */
    private static Optional<String> key(Config config) {
        return Optional.ofNullable(config.getClientKeyData())
                .map(data -> new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII))
                .or(() -> Optional.ofNullable(config.getClientKeyFile())
                        .map(file -> SettingsOption.text(Path.of(file))));
    }
}
