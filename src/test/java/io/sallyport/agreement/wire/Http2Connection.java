package io.sallyport.agreement.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.sallyport.core.model.Counterexample.Header;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** As much of HTTP/2 (RFC 9113) as small requests take, without any opinion about what may be sent. */
final class Http2Connection implements Connection {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    /** The window for answers is never opened wider, and this many of them fit. */
    private static final int MOST_STREAMS = 200;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int stream = -1;
    private boolean usable = true;

    Http2Connection(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    @Override
    public Answer send(GatewayRequest request) throws IOException {
        stream += 2;
        usable = stream < 2 * MOST_STREAMS;
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.add(":method", bytes(request.method())).add(":scheme", bytes(request.scheme()));
        headers.add(":path", bytes(request.target()));
        request.hosts().stream().limit(1).forEach(host -> headers.add(":authority", bytes(host)));
        for (Header header : request.headers()) {
            headers.add(header.name().toLowerCase(Locale.ROOT), bytes(header.value()));
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, block);
            byte[] payload = new byte[block.readableBytes()];
            block.readBytes(payload);
            write(HEADERS, END_HEADERS | END_STREAM, stream, payload);
            return answer();
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private Answer answer() throws IOException, Http2Exception {
        Map<String, String> headers = new TreeMap<>();
        var body = new StringBuilder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int id = in.readInt();
            byte[] payload = in.readNBytes(length);
            switch (type) {
                case HEADERS -> decoder.decodeHeaders(id, Unpooled.wrappedBuffer(payload))
                        .forEach(entry -> headers.put(entry.getKey().toString(), entry.getValue().toString()));
                case DATA -> body.append(new String(payload, StandardCharsets.ISO_8859_1));
                case SETTINGS, PING -> {
                    if ((flags & ACK) == 0) {
                        write(type, ACK, 0, type == PING ? payload : new byte[0]);
                    }
                }
                case RST_STREAM -> {
                    return Answer.notTaken("the gateway reset the stream");
                }
                // What Envoy takes for a broken connection it leaves open for a while, so there is no end to wait for.
                case GOAWAY -> throw new EOFException("the gateway gives the connection up");
                default -> {}
            }
            if (id == stream && (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                return new Answer(Integer.parseInt(headers.get(":status")), headers, body.toString());
            }
        }
    }

    private void write(int type, int flags, int id, byte[] payload) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(id).writeBytes(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.readableBytes());
    }

    private static CharSequence bytes(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    @Override
    public boolean usable() {
        return usable;
    }

    @Override
    public void close() throws IOException {
        encoder.close();
        socket.close();
    }
}
