package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ConnectorTest {
    @Test
    void reasonIsThatOfTheWrappedException() {
        assertThat(Connector.reason(
                        new ExecutionException(new CompletionException(new BenchException("closed with 4001")))))
                .isEqualTo("closed with 4001");
    }

    @Test
    void reasonIsOneLine() {
        assertThat(Connector.reason(new ConnectException())).isEqualTo("connection refused");
        assertThat(Connector.reason(new ConnectException().initCause(new UnresolvedAddressException())))
                .isEqualTo("unknown host");
        assertThat(Connector.reason(new TimeoutException())).isEqualTo("no answer within 10 s");
        assertThat(Connector.reason(new HttpConnectTimeoutException("x"))).isEqualTo("no answer within 10 s");
        assertThat(Connector.reason(new SSLHandshakeException("not\ntrusted"))).isEqualTo("TLS failed: not trusted");
        assertThat(Connector.reason(new IOException("reset"))).isEqualTo("reset");
        assertThat(Connector.reason(new IllegalStateException("odd"))).isEqualTo("IllegalStateException: odd");
    }
}
