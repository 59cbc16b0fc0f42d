package io.sallyport.webhook;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of the platform for a server, made from its own {@link SSLContext}. What Netty would make of the same parts looks for
 * Bouncy Castle first, and so loads all of a signed jar: a quarter of the time to start, and 14 MiB that stay.
 */
final class PlatformTls extends JdkSSLEngineOptions {

    @Override
    public PlatformTls copy() {
        return new PlatformTls();
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new Factory();
    }

    /** Vert.x says what it needs, one thing after the other, and then asks for the context. We offer no ALPN. */
    private static final class Factory implements SslContextFactory {
        /** None: nobody is asked for a certificate, so nobody is trusted either. */
        private Optional<TrustManagerFactory> trusted = Optional.empty();

        private Optional<KeyManagerFactory> own = Optional.empty();
        private Set<String> cipherSuites = Set.of();
        private ClientAuth clientAuth = ClientAuth.NONE;

        @Override
        public SslContextFactory clientAuth(ClientAuth wanted) {
            clientAuth = wanted;
            return this;
        }

        @Override
        public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
            own = Optional.ofNullable(keys);
            return this;
        }

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
            trusted = Optional.ofNullable(trust);
            return this;
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> wanted) {
            cipherSuites = Set.copyOf(wanted);
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(
                        own.map(KeyManagerFactory::getKeyManagers).orElse(null),
                        trusted.map(TrustManagerFactory::getTrustManagers).orElseGet(() -> new TrustManager[0]),
                        null);
                List<String> suites = cipherSuites.isEmpty()
                        ? List.of(context.getDefaultSSLParameters().getCipherSuites())
                        : List.copyOf(cipherSuites);
                return new JdkSslContext(
                        context, false, suites, IdentityCipherSuiteFilter.INSTANCE, null, clientAuth, null, false);
            } catch (GeneralSecurityException e) {
                throw new SSLException("the platform makes no TLS of this certificate", e);
            }
        }
    }
}
