package proxystore.relay.standalone.server;

import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import proxystore.relay.standalone.tls.ServerTls;

/** Gives Grizzly's TLS filter the engines of a {@link ServerTls}, and releases each when its connection closes. */
final class TlsAddOn implements AddOn {
    private TlsAddOn() {}

    /** Makes a listener speak TLS; called before it starts. */
    static void secure(NetworkListener listener, ServerTls tls) {
        listener.setSecure(true);
        listener.setSSLEngineConfig(new Engines(tls));
        listener.registerAddOn(new TlsAddOn());
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        SSLBaseFilter filter = (SSLBaseFilter) chain.get(chain.indexOfType(SSLBaseFilter.class));
        filter.addHandshakeListener(new Release());
    }

    private static final class Engines extends SSLEngineConfigurator {
        private final ServerTls tls;

        Engines(ServerTls tls) {
            this.tls = tls;
        }

        @Override
        public SSLEngine createSSLEngine(String peerHost, int peerPort) {
            return tls.newEngine();
        }

        @Override
        public SSLEngineConfigurator copy() {
            return this;
        }
    }

    /** Grizzly makes an engine with the first read of a connection, and does not close it. */
    private static final class Release implements SSLBaseFilter.HandshakeListener {
        @Override
        public void onInit(Connection<?> connection, SSLEngine engine) {
            // Called at once if the connection has closed in the meantime.
            CloseListener<Connection<?>, CloseType> release = (closed, type) -> ServerTls.release(engine);
            connection.addCloseListener(release);
        }

        @Override
        public void onStart(Connection<?> connection) {}

        @Override
        public void onComplete(Connection<?> connection) {}

        @Override
        public void onFailure(Connection<?> connection, Throwable failure) {}
    }
}
