package proxystore.relay.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.websocket.DecodeException;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.Registration;
import proxystore.relay.message.Response;

/** One client of the relay: registers as soon as it is connected, then sends and receives. */
final class BenchClient implements WebSocket.Listener {
    /** Longest message in characters; a longer one is no message of the protocol, and the connection is dropped. */
    private static final int MAX_RECEIVED_CHARS = 16 * 1024 * 1024;

    private static final MessageEncoder ENCODER = new MessageEncoder();
    private static final MessageDecoder DECODER = new MessageDecoder();

    private final UUID uuid = UUID.randomUUID();
    private final Generation generation;
    private final BenchCounters counters;
    private final CompletableFuture<BenchClient> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** Texts that wait for the send in progress, each made when it is sent; a lock for itself. */
    private final Queue<Supplier<String>> waiting = new ArrayDeque<>();
    /** Whether a text is being sent. */
    @GuardedBy("waiting")
    private boolean sending;
    /** The received parts of an unfinished message; owned by the thread that calls the listener, one at a time. */
    private final StringBuilder parts = new StringBuilder();
    /** Set once by {@link #onOpen}, before anything is sent or received; null until then. */
    private volatile @Nullable WebSocket socket;
    /** Receives the messages after the registration; set by the load before it sends anything to this client. */
    private volatile Consumer<CharSequence> receiver;
    /** Whether anything has been received since the last {@link #probe}. */
    private volatile boolean active;
    /** Whether {@link #end} has been called; {@link #ended} completes after the end is counted. */
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    /** Set once by the load: from then on the end of the connection is expected. */
    private volatile boolean closing;

    BenchClient(Generation generation, BenchCounters counters) {
        this.generation = generation;
        this.counters = counters;
        this.receiver = counters::countUnexpected;
    }

    /** The name of a client. */
    static String name(UUID uuid) {
        return "relay-bench-" + uuid;
    }

    UUID uuid() {
        return uuid;
    }

    /**
     * Completes with this client when the relay accepts its registration; fails if it is refused or the connection
     * ends.
     */
    CompletableFuture<BenchClient> registered() {
        return registered;
    }

    /** Completes when the connection has ended. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    void onMessage(Consumer<CharSequence> action) {
        receiver = action;
    }

    /** Appends a text to those that {@link #flush} sends. */
    void queue(Supplier<String> text) {
        synchronized (waiting) {
            waiting.add(text);
        }
    }

    /** Sends the queued texts; does not block. Texts for a broken connection are dropped. */
    void flush() {
        synchronized (waiting) {
            if (sending) {
                return;
            }
            sending = true;
        }
        sendWaiting();
    }

    private void sendWaiting() {
        WebSocket to = socket;
        while (to != null) {
            Supplier<String> text;
            synchronized (waiting) {
                text = waiting.poll();
                if (text == null) {
                    sending = false;
                    return;
                }
            }
            CompletableFuture<WebSocket> sent = to.sendText(text.get(), true);
            if (!sent.isDone()) {
                var unused = sent.whenComplete((same, failure) -> sendWaiting());
                return;
            }
        }
    }

    /**
     * Pings the relay if nothing has been received since the last call. The JDK's client (17 to 25) does not report a
     * connection's end that it reads while its listener is busy; a write to such a connection fails.
     */
    void probe() {
        WebSocket open = socket;
        if (!active && open != null && !ended.isDone()) {
            var unused = open.sendPing(ByteBuffer.allocate(0)).whenComplete((same, failure) -> {
                if (failure instanceof IOException) {
                    onError(open, failure);
                }
            });
        }
        active = false;
    }

    /** Closes with 1000; {@link #ended} completes when the relay has answered. */
    void close() {
        closing = true;
        WebSocket open = socket;
        if (open == null) {
            ended.complete(null);
            return;
        }
        var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(broken -> {
            ended.complete(null);
            return open;
        });
    }

    /** Drops the connection without a close frame. */
    void abort() {
        closing = true;
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        ended.complete(null);
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (closing) { // aborted before it was open; a later abort finds the socket
            opened.abort();
            return;
        }
        opened.request(1);
        queue(() -> ENCODER.encode(new Registration(name(uuid), uuid, generation)));
        flush();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        active = true;
        if (last && parts.isEmpty()) {
            received(part);
        } else if (parts.length() + part.length() > MAX_RECEIVED_CHARS) {
            end("the relay sent more than " + MAX_RECEIVED_CHARS + " characters in one message");
            from.abort();
        } else {
            parts.append(part);
            if (last) {
                received(parts);
                parts.setLength(0);
            }
        }
        from.request(1);
        return null;
    }

    private void received(CharSequence text) {
        if (registered.isDone()) {
            receiver.accept(text);
            return;
        }
        try {
            if (DECODER.decode(text.toString()) instanceof Response response && response.success()) {
                registered.complete(this);
                return;
            }
        } catch (DecodeException e) {
            // Reported below.
        }
        registered.completeExceptionally(
                new BenchException("the registration was answered with " + MessageFlow.shown(text)));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end("the relay closed a connection with " + code + (reason.isEmpty() ? "" : " " + MessageFlow.shown(reason)));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end("a connection broke: " + Connector.reason(failure));
    }

    /** The connection has ended; that is a fault unless {@link #close} or {@link #abort} has been called. */
    private void end(String why) {
        boolean wasRegistered = !registered.completeExceptionally(new BenchException(why));
        if (hasEnded.compareAndSet(false, true) && wasRegistered && !closing) {
            counters.closed.increment();
            counters.problem(why);
        }
        ended.complete(null);
    }
}
