package proxystore.relay.scenario;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** One connection of a client of a {@link ChaosRun}, whose deeds and receipts go to the ledger. Owned by one thread. */
final class ChaosLink {
    /** Bytes a second of a client that reads slowly. */
    private static final int SLOW = 20_000;

    private static final String FILLING = TestMessages.sdp(ChaosScript.MAX_FLOOD_SIZE);

    private final Ledger ledger;
    private final LedgerConnection connection;
    private final TestPeer peer;
    /** The last uuid that it has registered, which it writes into its messages. */
    private UUID source;
    /** Whether nothing more may be sent: it has left, offended, or met the relay's end. */
    private boolean done;

    private boolean ended;
    /** Whether the relay has answered a registration. */
    private boolean registered;

    ChaosLink(Ledger ledger, String client, ClientGeneration generation, TestPeer peer, UUID source) {
        this.ledger = ledger;
        this.connection = ledger.opens(client, peer.address(), generation);
        this.peer = peer;
        this.source = source;
    }

    /** Whether it can still be used, as far as it knows. */
    boolean isUsable() {
        return !done;
    }

    /** Whether nothing more can be received from it. */
    boolean isEnded() {
        return ended;
    }

    /** Whether it is registered, as far as it knows. */
    boolean isRegistered() {
        return registered;
    }

    LedgerConnection connection() {
        return connection;
    }

    // Doing

    void register(UUID uuid) {
        source = uuid;
        ledger.registers(connection, uuid);
        write(() -> peer.send(TestMessages.registration(connection.generation, uuid.toString(), "chaos")));
    }

    /** A message before the registration. */
    void stray(UUID receiver) {
        ledger.strays(connection);
        write(() -> peer.send(TestMessages.peerConnection(source, receiver, "offer", "stray")));
    }

    LedgerMessage send(UUID receiver, int size) {
        LedgerMessage message = ledger.sends(connection, source, receiver, size);
        write(() -> peer.send(json(message)));
        return message;
    }

    /** Sends a message one byte at a time. */
    void crawl(UUID receiver) {
        byte[] text =
                json(ledger.sends(connection, source, receiver, 1)).toString().getBytes(StandardCharsets.UTF_8);
        byte[] frame = WebSocketFrames.masked(WebSocketFrames.TEXT, true, text);
        write(() -> {
            for (byte next : frame) {
                peer.sendRaw(new byte[] {next});
            }
        });
    }

    void fragment(UUID receiver, int size, int pieces) {
        byte[] text = json(ledger.sends(connection, source, receiver, size))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        write(() -> peer.sendFragmented(text, 1 + text.length / pieces));
    }

    /** Sends a malformed message: generation 0.5 goes on, generation 1.0 is closed. */
    void malformed() {
        if (connection.generation == ClientGeneration.V1_0) {
            offend(4000, () -> peer.sendText("{}"));
        } else {
            write(() -> peer.sendText("{}"));
        }
    }

    void binary() {
        offend(connection.generation.binaryCode(), () -> peer.sendFrame(WebSocketFrames.BINARY, true, new byte[9]));
    }

    void tooLong() {
        offend(connection.generation.tooLongCode(), () -> peer.sendText("x".repeat(ChaosRun.MAX_MESSAGE_BYTES + 1)));
    }

    void unmasked() {
        offend(1002, () -> peer.sendRaw(new byte[] {(byte) 0x81, 2, '{', '}'}));
    }

    void badUtf8() {
        offend(1007, () -> peer.sendFrame(WebSocketFrames.TEXT, true, new byte[] {(byte) 0xC0, (byte) 0x80}));
    }

    private void offend(int code, Runnable writing) {
        ledger.offends(connection, code);
        write(writing);
        done = true;
    }

    void freeze() {
        ledger.slows(connection);
        peer.freeze();
    }

    void readSlowly() {
        ledger.slows(connection);
        peer.pace(SLOW);
    }

    void read() {
        peer.pace(Long.MAX_VALUE);
        peer.thaw();
    }

    void leave(LedgerDeparture how) {
        if (done || how == LedgerDeparture.NONE) {
            return;
        }
        ledger.departs(connection, how);
        done = true;
        switch (how) {
            case CLOSE_FRAME -> write(() -> peer.sendClose(Ledger.NORMAL_CLOSURE, ""));
            case END_OF_STREAM -> write(peer::hangUp);
            default -> {
                peer.close(); // the reset is sent when no thread reads any more
                drain();
            }
        }
    }

    /** The relay may have ended the connection: the reader says how. */
    private void write(Runnable writing) {
        if (ended) {
            return;
        }
        try {
            writing.run();
        } catch (UncheckedIOException e) {
            done = true;
        }
    }

    // Receiving

    /** Writes down what has been received. */
    void drain() {
        while (!ended && peer.waiting() > 0) {
            take(peer.expect(PeerEvent.class));
        }
    }

    private void take(PeerEvent event) {
        if (event instanceof PeerEvent.TextReceived text) {
            take(TestMessages.read(text.text()));
        } else if (event instanceof PeerEvent.CloseReceived close) {
            done = true;
            ledger.closed(connection, close.code(), close.reason());
        } else if (event instanceof PeerEvent.EndReceived end) {
            done = true;
            ended = true;
            ledger.ended(connection, end.how());
            peer.close();
        } else {
            ledger.violated(connection + " got " + event);
        }
    }

    private void take(JsonObject text) {
        if (text.equals(TestMessages.accepted(connection.generation))) {
            registered = true;
            ledger.accepted(connection);
        } else if (text.equals(TestMessages.notRegisteredYet())) {
            ledger.refused(connection);
        } else if (text.getString("message_type").equals("peer_connection")) {
            String description = text.getString("description");
            LedgerMessage message = ledger.message(Integer.parseInt(description, 0, description.indexOf(' '), 10));
            if (!TestMessages.with(text, "error", JsonValue.NULL).equals(json(message))) {
                ledger.violated(connection + " got " + message + " altered: " + text);
            }
            if (text.isNull("error")) {
                ledger.delivered(connection, message);
            } else {
                ledger.returned(connection, message, text.getString("error"));
            }
        } else {
            ledger.violated(connection + " got " + text);
        }
    }

    private static JsonObject json(LedgerMessage message) {
        return TestMessages.peerConnection(
                message.source,
                message.destination,
                "offer",
                message.number + " " + FILLING.substring(0, message.size));
    }

    /** Ends it whatever state it is in. */
    void abandon() {
        peer.close();
    }
}
