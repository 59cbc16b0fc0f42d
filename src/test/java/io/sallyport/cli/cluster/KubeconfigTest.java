package io.sallyport.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.CertUtils;
import io.sallyport.cli.CommandRun;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key is of use when the client's own reader makes a key store of it. */
class KubeconfigTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
    }

    @ParameterizedTest
    @CsvSource({"EC, 256, true", "EC, 256, false", "RSA, 2048, true", "RSA, 2048, false"})
    void readsEveryUsualKindOfKeyInBothForms(String kind, int size, boolean pkcs8) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(size);
        PrivateKey made = generator.generateKeyPair().getPrivate();

        Config config = read(pkcs8 ? Pem.of(made) : openSsl(made));

        var store = CertUtils.createKeyStore(
                certificate(), new ByteArrayInputStream(Base64.getDecoder().decode(config.getClientKeyData())),
                config.getClientKeyAlgo(), "".toCharArray(), null, null);
        PrivateKey key = (PrivateKey) store.getKey(store.aliases().nextElement(), "".toCharArray());
        assertThat(secret(key)).isEqualTo(secret(made));
    }

    @Test
    void saysWhatIsWrongWithAKeyThatIsOfNoUse() throws Exception {
        PrivateKey edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();

        assertThatExceptionOfType(UnreadableInput.class)
                .isThrownBy(() -> read(Pem.of(edwards)))
                .withMessage("the kubeconfig's client key is of the kind EdDSA: use one of RSA or EC, or a token");
        assertThatExceptionOfType(UnreadableInput.class)
                .isThrownBy(() -> read("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"))
                .withMessageContaining("without a passphrase");
    }

    /** Each text is a whole kubeconfig; the last one is of a file that is not there. */
    @ParameterizedTest
    @CsvSource({
        "garbage, cannot be read: ",
        "'a: [', cannot be read: ",
        "'current-context: gone', names no context that it has: ",
        "'', names no context that it has: ",
        ", there is no kubeconfig at "
    })
    void saysThatAKubeconfigLeadsToNoCluster(String text, String message) throws IOException {
        Path file = folder.resolve("other");
        if (text != null) {
            Files.writeString(file, text);
        }
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file.toString());

        assertThatExceptionOfType(UnreadableInput.class)
                .isThrownBy(() -> Kubeconfig.read(Optional.empty(), Optional.empty()))
                .withMessageContaining(message)
                .withMessageContaining(file.toString())
                .withMessageNotContaining("Exception");
    }

    @Test
    void takesTheFileAndTheContextThatAreAskedFor() throws IOException {
        Path file = Files.writeString(folder.resolve("two"), """
                apiVersion: v1
                kind: Config
                current-context: first
                contexts: [{name: first, context: {cluster: a, user: me}}, {name: second, context: {cluster: b, user: me, namespace: team}}]
                clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}, {name: b, cluster: {server: "https://127.0.0.1:2"}}]
                users: [{name: me, user: {token: secret}}]
                """);
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, folder.resolve("not-there").toString());

        assertThat(Kubeconfig.read(Optional.of(file), Optional.empty()).getMasterUrl()).startsWith("https://127.0.0.1:1");
        assertThat(Kubeconfig.read(Optional.of(file), Optional.of("second"))).satisfies(config -> {
            assertThat(config.getMasterUrl()).startsWith("https://127.0.0.1:2");
            assertThat(config.getNamespace()).isEqualTo("team");
        });
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file.toString());
        assertThat(Kubeconfig.read(Optional.empty(), Optional.of("second")).getMasterUrl()).startsWith("https://127.0.0.1:2");
        for (Optional<Path> read : List.of(Optional.of(file), Optional.<Path>empty())) {
            assertThatExceptionOfType(UnreadableInput.class)
                    .isThrownBy(() -> Kubeconfig.read(read, Optional.of("third")))
                    .withMessage("--context third: the kubeconfig " + file + " has no such context, but first, second");
        }
    }

    @Test
    void saysThatTheFileThatIsAskedForIsNotThere() {
        Path nowhere = folder.resolve("nowhere");

        CommandRun run = CommandRun.of("doctor", "--kubeconfig", nowhere.toString());

        assertThat(run.err()).isEqualToIgnoringNewLines(nowhere + " cannot be read: no such file");
        assertThat(run.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(CommandRun.of("doctor", "--context", "here", "--cluster", "src/test/resources/guard/_base").err())
                .contains("leave --kubeconfig and --context out");
    }

    private Config read(String key) throws IOException {
        Path file = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: here, user: me}}]
                clusters: [{name: here, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: me, user: {client-key-data: %s}}]
                """.formatted(Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII))));
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file.toString());
        return Kubeconfig.read(Optional.empty(), Optional.empty());
    }

    private static ByteArrayInputStream certificate() {
        var authority = new CertificateAuthority(
                Clock.systemUTC(), new SecureRandom(), Duration.ofDays(1), Duration.ofDays(1));
        return new ByteArrayInputStream(
                Pem.of(List.of(authority.issueAuthority().certificate())).getBytes(StandardCharsets.US_ASCII));
    }

    /** As OpenSSL wrote it before PKCS#8. */
    private static String openSsl(PrivateKey key) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            if (key instanceof java.security.interfaces.ECPrivateKey elliptic) {
                var structure = new ECPrivateKey(256, elliptic.getS(), SECObjectIdentifiers.secp256r1);
                writer.writeObject(new PemObject("EC PRIVATE KEY", structure.getEncoded()));
            } else {
                writer.writeObject(key);
            }
        }
        return text.toString();
    }

    private static BigInteger secret(PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey elliptic
                ? elliptic.getS()
                : ((RSAPrivateKey) key).getPrivateExponent();
    }
}
