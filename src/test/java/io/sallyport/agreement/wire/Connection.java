package io.sallyport.agreement.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One connection to the gateway, on which requests go out one after the other. */
public interface Connection extends AutoCloseable {
    int PATIENCE = 10_000;

    /** @throws IOException if the gateway ends the connection instead of answering */
    Answer send(GatewayRequest request) throws IOException;

    /** False once the gateway has said that it wants no more requests here. */
    boolean usable();

    @Override
    void close() throws IOException;

    static Connection open(String address, GatewayRequest request) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(address, request.port()), PATIENCE);
        return request.http2() ? new Http2Connection(socket) : new Http1Connection(socket);
    }
}
