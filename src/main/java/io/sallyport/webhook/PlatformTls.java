package io.sallyport.webhook;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of the platform for a server, made from its own {@link SSLContext}. What Netty would make of the same parts looks for
 * Bouncy Castle first, and so loads all of a signed jar: a quarter of the time to start, and 14 MiB that stay.
 */
final class PlatformTls extends JdkSSLEngineOptions {
    private final Consumer<Channel> accepted;

    /** @param accepted told of every connection, before anything of its handshake is read */
    PlatformTls(Consumer<Channel> accepted) {
        this.accepted = accepted;
    }

    @Override
    public PlatformTls copy() {
        return new PlatformTls(accepted);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new Factory(accepted);
    }

    /** Vert.x says what it needs, one thing after the other, and then asks for the context. We offer no ALPN. */
    private static final class Factory implements SslContextFactory {
        private final Consumer<Channel> accepted;

        Factory(Consumer<Channel> accepted) {
            this.accepted = accepted;
        }

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
                return new Context(context, suites, clientAuth, accepted);
            } catch (GeneralSecurityException e) {
                throw new SSLException("the platform makes no TLS of this certificate", e);
            }
        }
    }

    /** What Netty makes handlers of connections by. */
    private static final class Context extends JdkSslContext {
        private final Consumer<Channel> accepted;

        Context(SSLContext context, List<String> suites, ClientAuth clientAuth, Consumer<Channel> accepted) {
            super(context, false, suites, IdentityCipherSuiteFilter.INSTANCE, null, clientAuth, null, false);
            this.accepted = accepted;
        }

        @Override
        protected SslHandler newHandler(ByteBufAllocator buffers, boolean startTls, Executor tasks) {
            return handler(newEngine(buffers), startTls, tasks);
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator buffers, String host, int port, boolean startTls, Executor tasks) {
            return handler(newEngine(buffers, host, port), startTls, tasks);
        }

        private SslHandler handler(SSLEngine engine, boolean startTls, Executor tasks) {
            return new SslHandler(engine, startTls, tasks) {
                @Override
                public void handlerAdded(ChannelHandlerContext place) throws Exception {
                    super.handlerAdded(place);
                    accepted.accept(place.channel());
                }
            };
        }
    }
}
