package proxystore.relay.bench;

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

/** One client of the relay: registers itself as soon as it is connected, then sends and receives. */
final class BenchClient implements WebSocket.Listener {
    /** More characters than that in one message come from nobody who speaks the protocol; the connection is dropped. */
    private static final int MAX_RECEIVED_CHARS = 16 * 1024 * 1024;

    private static final MessageEncoder ENCODER = new MessageEncoder();
    private static final MessageDecoder DECODER = new MessageDecoder();

    private final UUID uuid = UUID.randomUUID();
    private final Generation generation;
    private final BenchCounters tally;
    private final CompletableFuture<BenchClient> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** Texts that wait for the one being sent, made when it is their turn; guarded by itself. */
    private final Queue<Supplier<String>> waiting = new ArrayDeque<>();
    /** Whether a text is being sent; guarded by {@link #waiting}. */
    private boolean sending;
    /** What has arrived of a message; owned by whichever thread the listener is called on, one at a time. */
    private final StringBuilder parts = new StringBuilder();
    /** Set once, before anything is sent or received. */
    private volatile @Nullable WebSocket socket;
    /** Takes what arrives once registered; set by the load before it sends anything to this client. */
    private volatile Consumer<CharSequence> receiver;
    /** Whether anything has arrived since the last {@link #probe}. */
    private volatile boolean heard;
    /** Whether {@link #end} has been called; {@link #ended} completes after it has counted. */
    private final AtomicBoolean over = new AtomicBoolean();
    /** Set once by the load: from here on the connection's end is no surprise. */
    private volatile boolean closing;

    BenchClient(Generation generation, BenchCounters tally) {
        this.generation = generation;
        this.tally = tally;
        this.receiver = tally::surprise;
    }

    /** What a client calls itself. */
    static String name(UUID uuid) {
        return "relay-bench-" + uuid;
    }

    UUID uuid() {
        return uuid;
    }

    /** Completes with this client once the relay has accepted its registration; fails if it is refused or ends before. */
    CompletableFuture<BenchClient> registered() {
        return registered;
    }

    /** Completes when the connection is no more. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    void onMessage(Consumer<CharSequence> action) {
        receiver = action;
    }

    /** Puts a text after those that wait already, for {@link #flush} to send. */
    void queue(Supplier<String> text) {
        synchronized (waiting) {
            waiting.add(text);
        }
    }

    /** Sends what is queued; does not block. What a broken connection does not take is gone. */
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
     * Pings the relay if nothing has come from it since the last call. The JDK's client (17 to 25) never tells of a
     * connection's end that it reads while its listener is busy; what is written to such a connection fails.
     */
    void probe() {
        WebSocket open = socket;
        if (!heard && open != null && !ended.isDone()) {
            var unused = open.sendPing(ByteBuffer.allocate(0)).whenComplete((same, failure) -> {
                if (failure instanceof IOException) {
                    onError(open, failure);
                }
            });
        }
        heard = false;
    }

    /** Closes with 1000; {@link #ended} says when the relay has answered. */
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

    /** Drops the connection without a word. */
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
        if (closing) { // given up before it was open; who gives up from here on finds the socket
            opened.abort();
            return;
        }
        opened.request(1);
        queue(() -> ENCODER.encode(new Registration(name(uuid), uuid, generation)));
        flush();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        heard = true;
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
            // Told below.
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

    /** The connection is over, and only {@link #close} or {@link #abort} makes this right. */
    private void end(String why) {
        boolean wasRegistered = !registered.completeExceptionally(new BenchException(why));
        if (over.compareAndSet(false, true) && wasRegistered && !closing) {
            tally.closed.increment();
            tally.problem(why);
        }
        ended.complete(null);
    }
}
