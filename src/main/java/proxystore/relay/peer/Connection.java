package proxystore.relay.peer;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.Identification;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.FailureLog;
import proxystore.relay.log.LogFields;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Message;
import proxystore.relay.message.PeerConnection;

/**
 * One WebSocket: its registration and its inbox here, its outbox and its end in {@link ConnectionLifecycle}.
 *
 * <p>The endpoint passes everything received to the {@code receive} methods. The inbox processes it in order, one message
 * at a time, by calling the {@link Listener}.
 */
public final class Connection extends ConnectionLifecycle {
    private static final AtomicLongFieldUpdater<Connection> RECEIVED =
            AtomicLongFieldUpdater.newUpdater(Connection.class, "received");

    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    /** The relay's rules, as a connection calls them. */
    public interface Listener {
        /** The stamp of a connection that opens now: greater than that of each connection before it. */
        long nextStamp();

        /** A connection has opened. */
        void opened(Connection connection);

        /** Processes a message; the next one follows when the stage completes. */
        CompletionStage<Void> received(Connection connection, Message message);

        /** Processes a message of a client that sends faster than it may. */
        CompletionStage<Void> tooFast(Connection connection, Message message);

        /** Processes a text that is no message. */
        void malformed(Connection connection, String why);

        /** Closes a connection on which a binary message has begun. */
        void binary(Connection connection);

        /** Closes a connection on which a message has begun that is longer than the limit. */
        void tooLong(Connection connection);

        /** Returns a message to its sender, as {@link ReturnAddress#undelivered}. */
        void undelivered(Connection sender, PeerConnection message, String reason);

        /** The connection is no longer open; called once. */
        void ended(Connection connection, String why);

        /** The transport is closed and no send is in flight; may be called more than once. */
        void gone(Connection connection);
    }

    private final long stamp;
    private final Identification identification;
    private final Listener listener;
    private final Inbox inbox;

    /** Written by the thread that handles this connection's messages; fixed by the first registration. */
    private volatile Generation generation;
    /** Written by the thread that handles this connection's messages; null before the first registration. */
    private volatile @Nullable Client client;
    /** The number of texts that have arrived; written by the thread that reads the connection. */
    private volatile long received;

    private Connection(
            Transport transport,
            Credentials credentials,
            Generation generation,
            Listener listener,
            ConnectionContext context) {
        super(transport, context);
        this.stamp = listener.nextStamp();
        this.identification = new Identification(credentials);
        this.generation = generation;
        this.listener = listener;
        this.inbox = new Inbox(context.config().inbox(), context.admission().received(), this::notProcessed);
    }

    /** Opens a connection, which the listener knows until it is {@link Listener#gone}. */
    public static Connection open(
            Transport transport,
            Credentials credentials,
            Generation generation,
            Listener listener,
            ConnectionContext context) {
        Connection connection = new Connection(transport, credentials, generation, listener, context);
        context.events().opened();
        listener.opened(connection);
        return connection;
    }

    @Override
    public long stamp() {
        return stamp;
    }

    public Identification identification() {
        return identification;
    }

    @Override
    public Generation generation() {
        return generation;
    }

    /** The registration; null before the first. */
    public @Nullable Client client() {
        return client;
    }

    @Override
    public boolean isRegisteredAs(Destination other) {
        return client == other;
    }

    /** Sets the registration, before the registry stores it; the first one fixes the generation. */
    public void register(@Nullable Client client, Generation generation) {
        this.generation = generation;
        this.client = client;
    }

    /**
     * Processes a message, now or after those received before it. If its client sends faster than it may, reading is suspended,
     * or, in a container that cannot do that, the message is returned.
     *
     * @param bytes the memory that the message takes while it waits, in bytes of UTF-8
     */
    public void receive(Message message, int bytes) {
        countReceived();
        boolean allowed = !(message instanceof PeerConnection) || isWithinRates(bytes);
        enqueue(bytes, () -> allowed ? listener.received(this, message) : listener.tooFast(this, message));
    }

    /** One thread at a time reads a connection: a store that other threads see a little later is enough. */
    private void countReceived() {
        RECEIVED.lazySet(this, received + 1);
    }

    /** The number of texts that have arrived, messages or not. */
    public long receivedMessages() {
        return received;
    }

    private boolean isWithinRates(int bytes) {
        if (!transport.canSuspendReading()) {
            return admission().takeMessage(bytes);
        }
        long waitNanos = admission().takeMessageOnCredit(bytes);
        if (waitNanos > 0) {
            if (!transport.isReadingSuspended()) {
                context.events().readingSuspended();
                log().warn(
                                LOGGER,
                                () -> "Suspending what " + this
                                        + " sends: it sends faster than the relay allows (rate)");
            }
            transport.suspendReading(Duration.ofNanos(waitNanos));
        }
        return true;
    }

    /** Processes a text that is no message, in order. */
    public void receiveMalformed(String why) {
        countReceived();
        enqueue(0, () -> {
            listener.malformed(this, why);
            return DONE;
        });
    }

    /** Closes the connection in order, because a binary message has begun. What is received after it is dropped. */
    public void receiveBinary() {
        enqueueLast(() -> listener.binary(this));
    }

    /** Closes the connection in order, because a message has begun that is too long. What is received after it is dropped. */
    public void receiveTooLong() {
        enqueueLast(() -> listener.tooLong(this));
    }

    /** Closes the connection: an unfinished message of it does not fit into the relay's memory budget. */
    public void receiveOverBudget() {
        if (isOpen()) {
            log().log(
                            LOGGER,
                            Level.WARNING,
                            () -> "Closing " + this
                                    + ": the relay holds too many received bytes (admission.max_received_bytes)");
            context.events().refused(Refusal.RECEIVED_BYTES, this);
            close(CloseStatus.TOO_MUCH_RECEIVED);
        }
    }

    /** If the handling throws, or its stage fails, the connection is closed with 1011, on whichever thread it happens. */
    void enqueue(int bytes, Supplier<CompletionStage<Void>> handling) {
        if (isOpen() && !inbox.accept(bytes, handling)) {
            log().log(
                            LOGGER,
                            Level.WARNING,
                            () -> "Closing " + this + ": it sent too much before its user was known (inbox)");
            context.events().refused(Refusal.INBOX, this);
            close(CloseStatus.TOO_MANY_WAITING);
        }
    }

    /** Nothing received later can close the connection with another status. */
    private void enqueueLast(Runnable closing) {
        if (isOpen()) {
            inbox.acceptLast(closing);
        }
    }

    private void notProcessed(Throwable failure) {
        FailureLog.error(LOGGER, this, ": a message of it could not be processed", failure);
        close(CloseStatus.INTERNAL_ERROR);
    }

    @Override
    public void undelivered(PeerConnection message, String reason) {
        listener.undelivered(this, message, reason);
    }

    /** As logs show it: the registered client and its address, or the address alone. */
    @Override
    public String toString() {
        Client registered = client;
        return registered == null ? remoteAddress() : registered + " at " + remoteAddress();
    }

    @Override
    public Map<String, Object> logFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Client registered = client;
        if (registered == null) {
            fields.put(LogFields.ADDRESS, remoteAddress());
        } else {
            fields.putAll(registered.logFields());
        }
        if (closeCode() != 0) {
            fields.put(LogFields.CODE, closeCode());
        }
        return fields;
    }

    @Override
    void detached(String why) {
        admission().ends();
        inbox.clear();
        listener.ended(this, why);
    }

    @Override
    void gone() {
        listener.gone(this);
        transport.whenGone(admission()::leave);
    }
}
