package io.sallyport.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * One request on a connection of its own, by hand, so that a test can send what no HTTP library would.
 *
 * @param answer everything the server sent until it closed
 * @param served the certificate it showed
 * @param agreed when the TLS session was agreed, in milliseconds since 1970: an old one was resumed
 */
record TlsCall(String answer, X509Certificate served, long agreed) {

    /** Checks the host name as the API server does. */
    static TlsCall send(SSLContext trust, int port, String request, String... protocols) throws IOException {
        try (var socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(30_000);
            socket.startHandshake();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            SSLSession session = socket.getSession();
            return new TlsCall(answer, (X509Certificate) session.getPeerCertificates()[0], session.getCreationTime());
        }
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    int status() {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    String body() {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
