package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Bytes that are no TLS, or not all of it: the relay ends the connection. */
final class HostileTls {
    private static final int CLIENTS = 20;
    private static final int FEW = 3;
    /** Types of records (RFC 8446, section 5.1). */
    private static final int CHANGE_CIPHER_SPEC = 0x14;

    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int APPLICATION_DATA = 0x17;
    private static final int LONGEST_RECORD = 16_384;

    /** With a buffer of 33 kB for each, more than the relay's heap. */
    private static final int LONG_RECORDS = 1_500;
    /** Of each client. A relay that kept a buffer for each would need more than its heap. */
    private static final int SINGLE_BYTES = 1_000;

    private HostileTls() {}

    /** Against a relay with TLS. */
    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of(
                        "slow TLS",
                        Attack.inTurn(
                                Named.of("trickling hellos", HostileTls::tricklingHellos),
                                Named.of("trickling records", HostileTls::tricklingRecords))),
                Named.of(
                        "what is no TLS",
                        Attack.inTurn(
                                bytes("random bytes", record(HANDSHAKE, 300), random()),
                                bytes("random records", record(HANDSHAKE, LONGEST_RECORD), random()),
                                bytes("records that are too long", record(HANDSHAKE, 65_535), random()),
                                bytes("a hello of 16 megabytes", hugeHello()),
                                bytes("empty records", repeated(20_000, record(HANDSHAKE, 0))),
                                bytes("warnings", repeated(20_000, record(ALERT, 2, 1, 90))),
                                bytes("changes of the cipher", repeated(20_000, record(CHANGE_CIPHER_SPEC, 1, 1))),
                                bytes(
                                        "requests without TLS",
                                        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                                Named.of("random bytes behind the handshake", HostileTls::garbageBehindHandshake))),
                Named.of("records in single bytes", HostileTls::singleBytes),
                Named.of("long records without their ends", HostileTls::longRecords));
    }

    /** The start of a record that declares a length. */
    private static byte[] record(int type, int length, int... start) {
        ByteBuffer record = ByteBuffer.allocate(5 + start.length);
        record.put((byte) type).putShort((short) 0x0303).putShort((short) length);
        for (int next : start) {
            record.put((byte) next);
        }
        return record.array();
    }

    private static byte[] repeated(int times, byte[] record) {
        ByteBuffer all = ByteBuffer.allocate(times * record.length);
        for (int i = 0; i < times; i++) {
            all.put(record);
        }
        return all.array();
    }

    private static byte[] random() {
        byte[] random = new byte[5 * LONGEST_RECORD];
        new Random(1).nextBytes(random);
        return random;
    }

    /** Its length is the largest that its header can declare, in records that are complete. */
    private static byte[] hugeHello() {
        ByteBuffer hello = ByteBuffer.allocate(100 * (5 + LONGEST_RECORD));
        hello.put(record(HANDSHAKE, LONGEST_RECORD, 1, 255, 255, 255));
        while (hello.remaining() > 5 + LONGEST_RECORD) {
            hello.position(hello.position() + LONGEST_RECORD - (hello.position() <= 9 ? 4 : 0));
            hello.put(record(HANDSHAKE, LONGEST_RECORD));
        }
        return hello.array();
    }

    private static void tricklingHellos(Offenders offenders) throws IOException {
        List<RawConnection> clients = offenders.connect(
                CLIENTS, client -> client.reading().write(record(HANDSHAKE, 512, 1, 0, 1, 252, 3, 3)));
        Offenders.trickle(clients, RawConnection::isEnded, client -> client.write(new byte[1]));
    }

    private static void tricklingRecords(Offenders offenders) throws IOException {
        List<RawConnection> clients = offenders.connect(
                CLIENTS, client -> client.secured().reading().writeBelowTls(record(APPLICATION_DATA, LONGEST_RECORD)));
        Offenders.trickle(clients, RawConnection::isEnded, client -> client.writeBelowTls(new byte[1]));
    }

    private static Named<Attack> bytes(String title, byte[]... parts) {
        return Named.of(title, offenders -> {
            List<RawConnection> clients = offenders.connect(FEW, client -> {
                client.reading();
                for (byte[] part : parts) {
                    client.write(part);
                }
            });
            clients.forEach(RawConnection::awaitEnd);
        });
    }

    /** The relay reads most of the bytes one by one. */
    private static void singleBytes(Offenders offenders) throws IOException {
        List<RawConnection> clients = offenders.connect(
                CLIENTS, client -> client.secured().writeBelowTls(record(APPLICATION_DATA, LONGEST_RECORD)));
        for (int i = 0; i < SINGLE_BYTES; i++) {
            clients.forEach(client -> client.writeBelowTls(new byte[1]));
        }
    }

    private static void garbageBehindHandshake(Offenders offenders) throws IOException {
        List<RawConnection> clients = offenders.connect(FEW, client -> {
            client.secured().reading().writeBelowTls(record(APPLICATION_DATA, 4_096));
            client.writeBelowTls(random());
        });
        clients.forEach(RawConnection::awaitEnd);
    }

    private static void longRecords(Offenders offenders) throws IOException {
        byte[] hello = ByteBuffer.allocate(LONGEST_RECORD)
                .put(record(HANDSHAKE, LONGEST_RECORD, 1, 0, 63, 252, 3, 3))
                .array();
        List<RawConnection> clients = offenders.arrive(LONG_RECORDS, client -> client.write(hello));
        Offenders.trickle(clients, client -> !client.write(new byte[1]), client -> {});
    }
}
