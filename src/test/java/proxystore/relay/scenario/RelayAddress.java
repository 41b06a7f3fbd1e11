package proxystore.relay.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Where a relay under test is reached.
 *
 * @param url {@code ws://} or {@code wss://}, ending in the slash of its context
 * @param trust what proves the relay's certificate; present for {@code wss}
 */
record RelayAddress(URI url, Optional<SSLContext> trust) {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    static RelayAddress plain(int port, String path) {
        return new RelayAddress(URI.create("ws://127.0.0.1:" + port + path), Optional.empty());
    }

    static RelayAddress tls(int port, String path, SSLContext trust) {
        return new RelayAddress(URI.create("wss://localhost:" + port + path), Optional.of(trust));
    }

    /** The page that the same address serves over HTTP. */
    URI page() {
        return URI.create(url.toString().replaceFirst("^ws", "http"));
    }

    /** An HTTP client that trusts the relay's certificate. */
    HttpClient http() {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        trust.ifPresent(client::sslContext);
        return client.build();
    }

    /** An unconnected socket's way to the relay; {@code tcp} may have been bound and sized before. */
    void connect(Socket tcp) throws IOException {
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()), CONNECT_TIMEOUT_MS);
        tcp.setTcpNoDelay(true);
    }

    /** The socket to speak through: {@code tcp} itself, or TLS over it. */
    Socket secure(Socket tcp) throws IOException {
        if (trust.isEmpty()) {
            return tcp;
        }
        SSLSocket tls = (SSLSocket)
                trust.get().getSocketFactory().createSocket(tcp, url.getHost(), url.getPort(), /* autoClose= */ true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }
}
