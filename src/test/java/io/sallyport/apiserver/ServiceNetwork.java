package io.sallyport.apiserver;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What carries the API server's calls to Services, where there is no node that could: an HTTP proxy (CONNECT) that
 * knows one Service only, and spreads its connections over that one's Pods.
 */
public final class ServiceNetwork implements Closeable {
    private final Path folder;
    private final ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final AtomicInteger next = new AtomicInteger();
    private volatile List<Integer> ports = List.of();

    /** @param folder for its files; with a short path, as it becomes part of a socket's name */
    public ServiceNetwork(Path folder) throws IOException {
        this.folder = folder;
        listening.bind(UnixDomainSocketAddress.of(socket()));
        Thread.ofVirtual().start(this::accept);
    }

    /** Where the Pods listen. */
    public void leadsTo(List<Integer> pods) {
        ports = List.copyOf(pods);
    }

    /** Makes an API server use it. */
    public String argument() throws IOException {
        Path file = Files.writeString(folder.resolve("egress.yaml"), """
                apiVersion: apiserver.k8s.io/v1beta1
                kind: EgressSelectorConfiguration
                egressSelections:
                  - name: cluster
                    connection:
                      proxyProtocol: HTTPConnect
                      transport: {uds: {udsName: '%s'}}
                """.formatted(socket()));
        return "--egress-selector-config-file=" + file;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private Path socket() {
        return folder.resolve("services");
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel client = listening.accept();
                if (ports.isEmpty()) {
                    client.close();
                } else {
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException _) {
                // Closed, or a client that went away.
            }
        }
    }

    private void serve(SocketChannel client) {
        List<Integer> pods = ports;
        int port = pods.get(next.getAndIncrement() % pods.size());
        try (client; var pod = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            readHead(Channels.newInputStream(client));
            Channels.newOutputStream(client).write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = Thread.ofVirtual().start(() -> carry(pod, client));
            carry(client, pod);
            back.join();
        } catch (IOException _) {
            // The API server tells its own story of a connection that did not come about.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Byte by byte, so that nothing of what follows is swallowed. */
    private static void readHead(InputStream stream) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = stream.read();
            if (read < 0) {
                throw new IOException("the client ended within the head");
            }
            head.append((char) read);
        }
    }

    private static void carry(SocketChannel from, SocketChannel to) {
        try {
            Channels.newInputStream(from).transferTo(Channels.newOutputStream(to));
            to.shutdownOutput();
        } catch (IOException _) {
            // Either end may leave at any time.
        }
    }
}
