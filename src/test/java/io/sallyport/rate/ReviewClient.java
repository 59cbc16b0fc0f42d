package io.sallyport.rate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** Asks over one connection that stays, as an API server does. */
final class ReviewClient {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private ReviewClient() {}

    /** Sends the review so many times, each after the answer to the one before; an answer other than 200 is an error. */
    static void send(RatedProcess server, String path, String review, int times) {
        byte[] request = ("POST " + path + "?timeout=5s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + review.length() + END_OF_HEAD + review)
                .getBytes(StandardCharsets.US_ASCII);
        try (var socket = (SSLSocket) server.trust().getSocketFactory().createSocket("localhost", server.port())) {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                answer(socket.getInputStream());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(InputStream input) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD) < 0) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("the server ended the connection after " + head);
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        if (!head.toString().startsWith("HTTP/1.1 200") || !length.find()) {
            throw new IOException("answered " + head);
        }
        input.readNBytes(Integer.parseInt(length.group(1)));
    }
}
