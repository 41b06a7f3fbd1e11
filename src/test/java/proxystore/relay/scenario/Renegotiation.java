package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * What becomes of a client that asks for a second handshake on a connection with TLS 1.2.
 *
 * @param handshakes the number of handshakes that were completed
 * @param ended whether the server ended the connection
 */
record Renegotiation(int handshakes, boolean ended) {
    /** Asks for it, and reads until the connection ends or for this number of milliseconds. */
    static Renegotiation attempt(RelayAddress relay, int timeoutMs) throws IOException {
        AtomicInteger handshakes = new AtomicInteger();
        try (Socket tcp = new Socket();
                SSLSocket client = connect(relay, tcp, timeoutMs)) {
            client.addHandshakeCompletedListener(event -> handshakes.incrementAndGet());
            client.startHandshake();
            assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.2");
            boolean ended;
            try {
                client.startHandshake();
                ended = client.getInputStream().read() < 0; // the second handshake takes place while the client reads
            } catch (SocketTimeoutException e) {
                ended = false;
            } catch (IOException e) {
                ended = true;
            }
            await("the first handshake's notice").until(() -> handshakes.get() > 0);
            return new Renegotiation(handshakes.get(), ended);
        }
    }

    private static SSLSocket connect(RelayAddress relay, Socket tcp, int timeoutMs) throws IOException {
        relay.connect(tcp);
        tcp.setSoTimeout(timeoutMs);
        SSLSocket client = (SSLSocket) relay.trust()
                .orElseThrow()
                .getSocketFactory()
                .createSocket(tcp, relay.url().getHost(), relay.url().getPort(), /* autoClose= */ true);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        return client;
    }
}
