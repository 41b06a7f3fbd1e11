package proxystore.relay.message;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The messages that the benchmarks read and write. */
final class BenchmarkMessages {
    private static final String LINE =
            "a=candidate:0dc9cd0b5a57a8ce6a6d8a1d5e3b6c41 1 udp 2130706431 192.168.10.21 41823 typ host\r\n";

    /** As long as {@link #LINE}, with characters of two, three and four bytes. */
    private static final String FOREIGN_LINE =
            "a=candidate:grüße €uro 😀 a57a8ce6a6d8a1d5e3b6c41 1 udp 2130706431 192.168.10.21 41823 typ host\r\n";

    private BenchmarkMessages() {}

    static Registration registration() {
        return new Registration("endpoint", UUID.randomUUID(), Generation.V1_0);
    }

    /** A message whose JSON text has about this many bytes of UTF-8. */
    static PeerConnection peerConnection(int bytes, boolean ascii) {
        String line = ascii ? LINE : FOREIGN_LINE;
        StringBuilder description = new StringBuilder("v=0\r\no=- 3952432342 3952432342 IN IP4 0.0.0.0\r\n");
        // The other members take some 250 bytes; JSON's escapes add two bytes to each line end.
        int lines = (bytes - 250) / (line.getBytes(StandardCharsets.UTF_8).length + 2);
        description.append(line.repeat(lines));
        return new PeerConnection(
                UUID.randomUUID(), "endpoint", UUID.randomUUID(), "offer", description.toString(), null, null);
    }
}
