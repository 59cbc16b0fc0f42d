package io.sallyport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS handshake on loopback in which the client takes the server for a host of our choice. */
final class Handshake {
    private static final char[] NO_PASSWORD = {};

    private Handshake() {}

    static boolean succeeds(CertificateBundle bundle, SSLContext client, String host) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var sockets = serving(bundle).getServerSocketFactory();
        try (var listening = (SSLServerSocket) sockets.createServerSocket(0, 1, loopback)) {
            Thread.ofVirtual().start(() -> answer(listening));
            int port = listening.getLocalPort();
            var plain = new Socket(loopback, port);
            try (var socket = (SSLSocket) client.getSocketFactory().createSocket(plain, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(30_000);
                socket.startHandshake();
                return true;
            } catch (SSLHandshakeException _) {
                return false;
            }
        }
    }

    private static void answer(SSLServerSocket listening) {
        try (var socket = (SSLSocket) listening.accept()) {
            socket.startHandshake();
        } catch (IOException _) {
            // The client's side tells what came of it.
        }
    }

    private static SSLContext serving(CertificateBundle bundle) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "serving",
                Pem.privateKey(bundle.key(), "tls.key"),
                NO_PASSWORD,
                Pem.certificates(bundle.chain(), "tls.crt").toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
