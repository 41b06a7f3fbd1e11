package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.junit.jupiter.api.Test;

class SilentConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private long nowNanos = Long.MAX_VALUE - 5; // the clock may overflow
    private final SilentConnections silent = new SilentConnections(PATIENCE, () -> nowNanos);
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesAConnectionThatWasSilentForItsPatience() throws Exception {
        accepted("a");
        pass(PATIENCE.minusNanos(1));
        assertThat(closed).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(closed).containsExactly("a");
        pass(PATIENCE);
        assertThat(closed).containsExactly("a");
    }

    @Test
    void whatAConnectionSendsGivesItNewPatience() throws Exception {
        Connection<?> active = accepted("active");
        accepted("silent");
        pass(PATIENCE.minusNanos(1));
        silent.handleRead(context(active));
        pass(Duration.ofNanos(1));
        assertThat(closed).containsExactly("silent");
    }

    @Test
    void leavesWebSocketsAlone() throws Exception {
        Connection<?> socket = accepted("a");
        silent.remove(socket);
        silent.handleRead(context(socket));
        pass(PATIENCE.multipliedBy(2));
        assertThat(closed).isEmpty();
    }

    @Test
    void forgetsClosedConnections() throws Exception {
        silent.handleClose(context(accepted("a")));
        pass(PATIENCE);
        assertThat(closed).isEmpty();
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        silent.closeSilent();
    }

    private Connection<?> accepted(String name) throws IOException {
        Connection<?> connection = connection(name);
        silent.handleAccept(context(connection));
        return connection;
    }

    private static FilterChainContext context(Connection<?> connection) {
        return FilterChainContext.create(connection);
    }

    private Connection<?> connection(String name) {
        return (Connection<?>) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "isBlocking" -> false;
                    case "closeSilently" -> {
                        closed.add(name);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
