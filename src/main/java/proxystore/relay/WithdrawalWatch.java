package proxystore.relay;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import proxystore.relay.auth.Withdrawals;
import proxystore.relay.log.FailureLog;
import proxystore.relay.routing.RelayServer;

/**
 * Closes the connections of clients whose tokens are withdrawn. Each round tests all connections, because the check of a token
 * may end after the token was withdrawn. A round may block on a file, so not the heartbeat but a thread of its own runs it:
 * {@code relay-withdrawals}.
 */
final class WithdrawalWatch implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(WithdrawalWatch.class.getName());

    /** Short beside the time for which a tokens file must be unchanged before a connection is closed. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Withdrawals withdrawals;
    private final RelayServer server;
    private final Thread thread = new Thread(this::run, "relay-withdrawals");

    WithdrawalWatch(Withdrawals withdrawals, RelayServer server) {
        this.withdrawals = withdrawals;
        this.server = server;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
                sweep();
            }
        } catch (InterruptedException e) {
            // close() ends the thread.
        }
    }

    private void sweep() throws InterruptedException {
        try {
            server.close(withdrawals.read());
        } catch (RuntimeException | Error e) {
            FailureLog.error(LOGGER, "The search for withdrawn tokens", " failed; it is tried again", e);
        }
    }

    /** Ends the watch, without waiting for a read that blocks. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
