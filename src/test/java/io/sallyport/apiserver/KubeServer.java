package io.sallyport.apiserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.sallyport.controller.cluster.ClusterClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real etcd and a real kube-apiserver on the loopback. */
public final class KubeServer implements AutoCloseable {
    private static final Path CRDS = Path.of("src", "test", "resources", "crds");
    private static final String ADMIN = "admin-of-the-test";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Path folder;
    private final Path program;
    private final List<String> moreArguments;
    private final TokenKeys tokenKeys;
    private final int etcdPort = freePort();
    private final int port = freePort();
    private final Process etcd;
    private Process apiserver;

    private KubeServer(Path etcd, Path program, List<String> moreArguments) {
        this.program = program;
        this.moreArguments = moreArguments;
        try {
            folder = Files.createTempDirectory("kube-server");
            tokenKeys = new TokenKeys(folder);
            Files.writeString(folder.resolve("tokens"), ADMIN + ",admin,admin,system:masters\n");
            this.etcd = run("etcd", etcd.toString(),
                    "--data-dir", folder.resolve("data").toString(), "--unsafe-no-fsync",
                    "--listen-client-urls", "http://127.0.0.1:" + etcdPort,
                    "--advertise-client-urls", "http://127.0.0.1:" + etcdPort,
                    "--listen-peer-urls", "http://127.0.0.1:" + freePort());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot start etcd", e);
        }
        try {
            startApiServer();
        } catch (IOException | RuntimeException e) {
            end(this.etcd);
            throw new IllegalStateException("cannot start the API server", e);
        }
    }

    /** Skips the calling test where the programs are missing. */
    public static KubeServer start(String... moreArguments) {
        Optional<Path> etcd = KubePrograms.find("etcd");
        Optional<Path> apiserver = KubePrograms.find("kube-apiserver");
        assumeTrue(etcd.isPresent() && apiserver.isPresent(),
                "no etcd and kube-apiserver: name their folder with -Dkube.binaries,"
                        + " or run e2e/cluster up once, which builds them");
        return new KubeServer(etcd.orElseThrow(), apiserver.orElseThrow(), List.of(moreArguments));
    }

    /** Installs the CRDs of {@code crds/} that pass the filter. */
    public KubeServer withCrds(Predicate<CustomResourceDefinition> wanted) {
        try (KubernetesClient admin = admin(); Stream<Path> files = Files.list(CRDS)) {
            List<CustomResourceDefinition> crds = files.sorted()
                    .flatMap(file -> load(admin, file).stream())
                    .map(CustomResourceDefinition.class::cast)
                    .filter(wanted)
                    .toList();
            crds.forEach(crd -> admin.resource(crd).create());
            crds.forEach(crd -> admin.resource(crd).waitUntilCondition(KubeServer::established, 30, TimeUnit.SECONDS));
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // Nobody else has it yet to end it.
            close();
            throw e;
        }
        return this;
    }

    /** On a busy machine there may be a status, and no condition in it yet. */
    private static boolean established(CustomResourceDefinition definition) {
        return Optional.ofNullable(definition.getStatus())
                .flatMap(status -> Optional.ofNullable(status.getConditions()))
                .stream()
                .flatMap(List::stream)
                .filter(condition -> condition.getType().equals("Established"))
                .anyMatch(condition -> condition.getStatus().equals("True"));
    }

    /** With every right. */
    public KubernetesClient admin() {
        // Ours reads no lists of mixed kinds, which the people of a cluster do.
        return new KubernetesClientBuilder().withConfig(config(ADMIN)).build();
    }

    /** With every right, and who gets to see what kubectl prints as warnings. */
    public KubernetesClient admin(Consumer<String> warnings) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config(ADMIN)).withRequestRetryBackoffLimit(0).build())
                .withHttpClientBuilderConsumer(client -> client.addOrReplaceInterceptor("warnings", new Interceptor() {
                    @Override
                    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                        response.headers("Warning").forEach(warnings);
                    }
                }))
                .build();
    }

    /** As a user whom some other program has signed in. */
    public KubernetesClient asUser(String name, String... groups) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config(ADMIN)).withImpersonateUsername(name).withImpersonateGroups(groups).build())
                .build();
    }

    /** For other programs, with every right; a file that goes with the server. */
    public Path kubeconfig() throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: admin}}]
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
                users: [{name: admin, user: {token: %s}}]
                """.formatted(port, folder.resolve("apiserver.crt"), ADMIN));
    }

    /** With the rights of a ServiceAccount. */
    public KubernetesClient as(String namespace, String account) {
        try (KubernetesClient admin = admin()) {
            String token = admin.serviceAccounts().inNamespace(namespace).withName(account)
                    .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                    .getStatus().getToken();
            return ClusterClient.open(config(token));
        }
    }

    /** The same through another port of this machine. */
    public KubernetesClient through(int other, String namespace, String account) {
        try (KubernetesClient direct = as(namespace, account)) {
            return ClusterClient.open(new ConfigBuilder(direct.getConfiguration())
                    .withMasterUrl("https://127.0.0.1:" + other)
                    .build());
        }
    }

    public int port() {
        return port;
    }

    /** Makes the objects of a file that pass the filter. */
    public void create(Path file, Predicate<HasMetadata> wanted) {
        try (KubernetesClient admin = admin()) {
            load(admin, file).stream().filter(wanted).forEach(object -> admin.resource(object).create());
        }
    }

    private static List<HasMetadata> load(KubernetesClient client, Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return client.load(stream).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an API server that crashed. */
    public void stopApiServer() {
        end(apiserver);
    }

    /** As an API server that answers no more, without its connections breaking. */
    public void freezeApiServer() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thawApiServer() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(apiserver.pid())).start().waitFor();
    }

    public void startApiServer() throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(),
                "--etcd-servers", "http://127.0.0.1:" + etcdPort,
                "--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1",
                "--secure-port", String.valueOf(port),
                "--cert-dir", folder.toString(), "--endpoint-reconciler-type", "none",
                "--service-cluster-ip-range", "10.96.0.0/16",
                "--service-account-issuer", "https://kubernetes.default.svc.cluster.local",
                "--authorization-mode", "RBAC", "--token-auth-file", folder.resolve("tokens").toString(),
                // There is no controller that would make each namespace its account.
                "--disable-admission-plugins", "ServiceAccount"));
        command.addAll(tokenKeys.arguments());
        command.addAll(moreArguments);
        apiserver = run("apiserver", command.toArray(String[]::new));
        awaitReady();
    }

    /** Restarted, with the next key beside the one it has, as admins begin a rotation; or with the next one alone. */
    public void restartWithNextKey(boolean keepLast) throws IOException, GeneralSecurityException {
        stopApiServer();
        tokenKeys.next(keepLast);
        startApiServer();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!ready()) {
            if (!apiserver.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the API server does not come up, see " + folder);
            }
            pause();
        }
    }

    private boolean ready() {
        if (!Files.exists(folder.resolve("apiserver.crt"))) {
            return false;
        }
        try (KubernetesClient admin = admin()) {
            return "ok".equals(admin.raw("/readyz"));
        } catch (RuntimeException e) {
            return false;
        }
    }

    private Config config(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withCaCertFile(folder.resolve("apiserver.crt").toString())
                .withOauthToken(token)
                .build();
    }

    @Override
    public void close() {
        end(apiserver);
        end(etcd);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, two) -> two.compareTo(one)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process run(String name, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
                .start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
