package io.sallyport.agreement.wire;

import io.sallyport.core.model.Counterexample.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 without any opinion about what may be sent. */
final class Http1Connection implements Connection {
    private final Socket socket;
    private final InputStream in;
    private boolean usable = true;

    Http1Connection(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public Answer send(GatewayRequest request) throws IOException {
        var text = new StringBuilder(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        request.hosts().forEach(host -> text.append("Host: ").append(host).append("\r\n"));
        for (Header header : request.headers()) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return answer(request.method());
    }

    private Answer answer(String method) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        usable = !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        int length = method.equals("HEAD") ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the gateway ended the connection");
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public boolean usable() {
        return usable;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
