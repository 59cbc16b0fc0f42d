package io.sallyport.cli.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.Reason;
import io.sallyport.tls.InvalidCertificateException;
import io.sallyport.tls.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kubeconfig, for a client that takes every key for RSA unless it is told. */
public final class Kubeconfig {
    private static final Set<String> KINDS_OF_KEYS = Set.of("RSA", "EC");

    /** The client's default, where it has found nothing. */
    private static final String NO_CLUSTER = "//kubernetes.default.svc";

    private Kubeconfig() {}

    /**
     * @param file    to read instead of those that the environment names
     * @param context of it, instead of its current one
     * @throws UnreadableInput if it leads to no cluster, or its private key is of no use
     */
    public static Config read(Optional<Path> file, Optional<String> context) {
        List<String> files = file.map(Path::toString).map(List::of)
                .orElseGet(() -> Config.getKubeconfigFilenames().stream().filter(name -> !name.isBlank()).toList());
        Config config = configured(files, file, context);
        context.filter(asked -> !isOf(config, asked)).ifPresent(asked -> {
            throw new UnreadableInput("--context " + asked + ": " + contexts(config, files));
        });
        if (config.getCurrentContext() == null && (file.isPresent() || unconfigured(config))) {
            throw new UnreadableInput(missing(files) + ": point KUBECONFIG to a file with a current context (kubectl config"
                    + " use-context), name one with --context, or give the cluster's manifests with --cluster DIR, where a command has it");
        }
        Optional<String> pem = key(config);
        return pem.isEmpty() ? config : withKey(config, pem.get());
    }

    private static Config configured(List<String> files, Optional<Path> file, Optional<String> context) {
        // Told by name, one that cannot be read is not the same as none.
        file.ifPresent(SettingsOption::text);
        try {
            return file.isPresent()
                    ? Config.fromKubeconfig(context.orElse(null), file.get().toFile())
                    : Config.autoConfigure(context.orElse(null));
        } catch (RuntimeException e) {
            throw new UnreadableInput("the kubeconfig " + String.join(", ", files) + " cannot be read: " + Reason.of(e));
        }
    }

    private static boolean isOf(Config config, String context) {
        return config.getCurrentContext() != null && config.getCurrentContext().getName().equals(context);
    }

    private static String contexts(Config config, List<String> files) {
        String names = Optional.ofNullable(config.getContexts()).stream()
                .flatMap(List::stream)
                .map(NamedContext::getName)
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? missing(files)
                : "the kubeconfig " + String.join(", ", files) + " has no such context, but " + names;
    }

    /** In a Pod the account's token takes the place of a kubeconfig, and elsewhere the client's variables may. */
    private static boolean unconfigured(Config config) {
        return config.getMasterUrl().contains(NO_CLUSTER) && config.getAutoOAuthToken() == null && config.getOauthToken() == null;
    }

    private static String missing(List<String> files) {
        return files.stream().map(Path::of).anyMatch(Files::isRegularFile)
                ? "the kubeconfig " + String.join(", ", files) + " names no context that it has"
                : "there is no kubeconfig at " + String.join(", ", files);
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
