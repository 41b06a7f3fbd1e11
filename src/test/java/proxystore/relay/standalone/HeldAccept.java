package proxystore.relay.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/** Holds the thread that accepts connections from its next one on, until it is closed: later ones wait in the backlog. */
@SuppressWarnings("rawtypes") // as Grizzly declares it
public final class HeldAccept extends ConnectionProbe.Adapter implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 20;

    private final CountDownLatch accepted = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Becomes a probe of a transport that does not listen yet. */
    public HeldAccept(TCPNIOTransport transport) {
        transport.getConnectionMonitoringConfig().addProbes(this);
    }

    /** Returns when the thread is held. */
    public void awaitHeld() throws InterruptedException {
        if (!accepted.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection was accepted");
        }
    }

    @Override
    public void onAcceptEvent(Connection serverConnection, Connection clientConnection) {
        accepted.countDown();
        try {
            if (!released.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the test does not go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        released.countDown();
    }
}
