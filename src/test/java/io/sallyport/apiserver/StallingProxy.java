package io.sallyport.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes connections on, until it is told to stall them: then they stay open and nothing comes through any more, as when a
 * load balancer or a node in between forgets a connection. New ones pass, after as long as their beginning is to take.
 */
public final class StallingProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Duration beginning = Duration.ZERO;

    private static final class Connection {
        private final List<Socket> ends;
        private volatile boolean stalled;

        Connection(Socket client, Socket server) {
            this.ends = List.of(client, server);
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[16_384];
            try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!stalled) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                // One end is gone, and the other one is closed with it.
            }
        }
    }

    public StallingProxy(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Lets nothing more through what is open now. */
    public void stall() {
        connections.forEach(connection -> connection.stalled = true);
    }

    /** From now on new connections carry nothing for so long. */
    public void begin(Duration after) {
        beginning = after;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Connection connection : connections) {
            for (Socket end : connection.ends) {
                end.close();
            }
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Connection connection = new Connection(client, server);
                connections.add(connection);
                Thread.ofVirtual().start(() -> {
                    LockSupport.parkNanos(beginning.toNanos());
                    connection.pass(client, server);
                });
                Thread.ofVirtual().start(() -> connection.pass(server, client));
            } catch (IOException e) {
                // Closed, or the server is away: who calls sees it.
            }
        }
    }
}
