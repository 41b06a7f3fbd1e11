package proxystore.relay.cluster;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * NATS as a message bus, over one connection that is made again whenever it is lost.
 *
 * <p>The queue of jnats is short: further messages wait in {@link Outgoing}, which is bounded in bytes too. jnats accepts no
 * message while it is disconnected; messages that are in its queue when the connection is lost may be sent later.
 */
final class NatsBus implements MessageBus {
    private static final Logger LOGGER = System.getLogger(NatsBus.class.getName());

    private static final int NO_RESPONDERS = 503;
    private static final int QUEUED_MESSAGES = 256;
    private static final Duration PUSH_TIMEOUT = Duration.ofSeconds(1);

    /** The time after which a connection is tried again that NATS has refused, because of wrong credentials for example. */
    private static final Duration REFUSED_RETRY = Duration.ofSeconds(5);

    private final Options.Builder options;
    private final long maxPendingMessages;
    private final long maxPendingBytes;
    private final ClusterCounts counts;
    private final PayloadLimit payload;
    private final NatsLog log;
    private final CountDownLatch attempted = new CountDownLatch(1);
    private volatile boolean closed;

    /** The connection that is made or kept; set by its first event. */
    private volatile @Nullable Connection attempt;
    /** Set when the first connection was made. */
    private volatile @Nullable Connection connection;
    /** Set with the connection. */
    private volatile @Nullable Dispatcher dispatcher;
    /** Whether the connection works and its first subscriptions are made. */
    private volatile boolean connected;

    /**
     * A bus that is not open.
     *
     * @param node the name of this node, for logs
     * @param options servers, authentication, TLS and pings; listeners and queues are set here
     * @param maxPendingMessages received messages that may wait to be processed; more are dropped
     * @param maxPendingBytes bytes of received messages that may wait to be processed
     * @param payload checked at each connection
     */
    NatsBus(
            String node,
            Options.Builder options,
            long maxPendingMessages,
            long maxPendingBytes,
            PayloadLimit payload,
            ClusterCounts counts) {
        this.log = new NatsLog(node);
        this.payload = payload;
        this.options = options;
        this.maxPendingMessages = maxPendingMessages;
        this.maxPendingBytes = maxPendingBytes;
        this.counts = counts;
    }

    @Override
    public void open(Receiver receiver, List<String> subjects) {
        connect(options.maxReconnects(-1)
                .reconnectBufferSize(0)
                .maxMessagesInOutgoingQueue(QUEUED_MESSAGES)
                .writeQueuePushTimeout(PUSH_TIMEOUT)
                .connectionListener((jnats, event) -> changed(jnats, event, receiver, subjects))
                .errorListener(new Errors())
                .build());
    }

    private static void connect(Options options) {
        try {
            Nats.connectAsynchronously(options, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One event after the other, on a thread of jnats. */
    private void changed(Connection jnats, Events event, Receiver receiver, List<String> subjects) {
        attempt = jnats;
        if (closed && event != Events.CLOSED) {
            close(jnats);
            return;
        }
        switch (event) {
            case CONNECTED, RESUBSCRIBED -> connected(jnats, receiver, subjects);
            case DISCONNECTED -> disconnected(receiver);
            case CLOSED -> {
                if (!closed) {
                    log.refused(jnats.getLastError(), REFUSED_RETRY.toSeconds());
                    disconnected(receiver);
                    Executor later = CompletableFuture.delayedExecutor(REFUSED_RETRY.toMillis(), TimeUnit.MILLISECONDS);
                    later.execute(() -> connectAgain(jnats.getOptions()));
                }
            }
            default -> LOGGER.log(Level.DEBUG, () -> "NATS: " + event);
        }
    }

    private void connectAgain(Options options) {
        if (!closed) {
            connect(options);
        }
    }

    /** The first connection may come after failures, as one that was made again. */
    private void connected(Connection jnats, Receiver receiver, List<String> subjects) {
        if (connection != jnats) {
            Dispatcher received = jnats.createDispatcher(message -> received(message, receiver));
            received.setPendingLimits(maxPendingMessages, maxPendingBytes);
            subjects.forEach(received::subscribe);
            dispatcher = received;
            connection = jnats;
        }
        log.connected(jnats.getConnectedUrl());
        payload.mismatch(jnats.getMaxPayload()).ifPresent(mismatch -> LOGGER.log(Level.WARNING, mismatch));
        connected = true;
        attempted.countDown();
        receiver.connected();
    }

    private void disconnected(Receiver receiver) {
        log.away();
        connected = false;
        attempted.countDown();
        receiver.disconnected();
    }

    private static void received(Message message, Receiver receiver) {
        if (message.isStatusMessage()) {
            if (message.getStatus().getCode() == NO_RESPONDERS) {
                receiver.noResponders(message.getSubject());
            }
        } else {
            receiver.received(message.getSubject(), message.getReplyTo(), message.getData());
        }
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void awaitAttempt(Duration patience) {
        try {
            attempted.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long maxPayload() {
        Connection jnats = connection;
        return jnats == null ? 0 : jnats.getMaxPayload();
    }

    @Override
    public boolean publish(String subject, @Nullable String replyTo, byte[] data) {
        Connection jnats = connection;
        if (jnats == null || !connected) {
            return false;
        }
        try {
            jnats.publish(subject, replyTo, data);
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOGGER.log(Level.DEBUG, "A message was not published", e);
            return false; // closed, disconnected, longer than max_payload, or the queue is full
        }
    }

    @Override
    public boolean subscribe(String subject) {
        return change(received -> received.subscribe(subject));
    }

    @Override
    public boolean unsubscribe(String subject) {
        return change(received -> received.unsubscribe(subject));
    }

    private boolean change(Consumer<Dispatcher> how) {
        Dispatcher received = dispatcher;
        if (received == null) {
            return false;
        }
        try {
            how.accept(received);
            return true;
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, "A subscription was not changed", e);
            return false; // closed, or the queue is full
        }
    }

    @Override
    public void close() {
        closed = true;
        connected = false;
        Connection jnats = attempt;
        if (jnats != null) {
            close(jnats);
        }
    }

    private static void close(Connection jnats) {
        try {
            jnats.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Errors implements ErrorListener {
        @Override
        public void errorOccurred(Connection jnats, String error) {
            log.error(error);
        }

        @Override
        public void exceptionOccurred(Connection jnats, Exception exception) {
            log.failed(exception);
        }

        @Override
        public void slowConsumerDetected(Connection jnats, io.nats.client.Consumer consumer) {
            counts.slowConsumer();
            log.slowConsumer();
        }
    }
}
