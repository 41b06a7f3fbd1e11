package proxystore.relay.standalone.server;

import java.util.Arrays;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Passes on complete TLS records (RFC 8446, section 5.1) and keeps the bytes of one that is not complete. Grizzly's TLS filter
 * would keep a buffer of 33 kB for each read of such a record: a few connections that send single bytes would take all memory.
 */
final class TlsRecords extends BaseFilter {
    /** The longest record after its header, in bytes: the limit of TLS 1.2 (RFC 5246, section 6.2.3), the largest one. */
    static final int MAX_LENGTH = (1 << 14) + 2048;
    /** Type, version and length. */
    private static final int HEADER_BYTES = 5;

    private static final int LENGTH_OFFSET = 3;

    private static final Attribute<PartialRecord> PARTIAL =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(TlsRecords.class.getName());

    @Override
    public NextAction handleRead(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        Buffer received = context.getMessage();
        PartialRecord begun = PARTIAL.get(connection);
        if (begun != null) {
            begun.take(received);
            if (!begun.isComplete() && !begun.isTooLong()) {
                received.tryDispose();
                return context.getStopAction();
            }
            PARTIAL.remove(connection);
        }
        int end = endOfRecords(received);
        if (end < 0 || (begun != null && begun.isTooLong())) {
            received.tryDispose();
            connection.closeSilently();
            return context.getStopAction();
        }
        keepRest(connection, received, end);
        if (begun != null) {
            Buffer record = Buffers.wrap(context.getMemoryManager(), begun.bytes, 0, begun.length);
            context.setMessage(Buffers.appendBuffers(context.getMemoryManager(), record, received));
        }
        Buffer complete = context.getMessage();
        if (complete.hasRemaining()) {
            return context.getInvokeAction();
        }
        complete.tryDispose();
        return context.getStopAction();
    }

    /** The position behind the last complete record; negative if a record is too long. */
    private static int endOfRecords(Buffer received) {
        int end = received.position();
        while (received.limit() - end >= HEADER_BYTES) {
            int length = length(received.get(end + LENGTH_OFFSET), received.get(end + LENGTH_OFFSET + 1));
            if (length > MAX_LENGTH) {
                return -1;
            }
            if (received.limit() - end < HEADER_BYTES + length) {
                return end;
            }
            end += HEADER_BYTES + length;
        }
        return end;
    }

    private static int length(byte high, byte low) {
        return (high & 0xff) << Byte.SIZE | (low & 0xff);
    }

    /** Copies what is behind the last complete record, and cuts it off. */
    private static void keepRest(Connection<?> connection, Buffer received, int end) {
        if (end < received.limit()) {
            int start = received.position();
            received.position(end);
            PartialRecord rest = new PartialRecord();
            rest.take(received);
            PARTIAL.set(connection, rest);
            received.position(start);
            received.limit(end);
        }
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        PARTIAL.remove(context.getConnection()); // Grizzly may keep a closed connection for a while
        return context.getInvokeAction();
    }

    /** The first bytes of a record of one connection. Owned by its selector thread. */
    private static final class PartialRecord {
        private byte[] bytes = {};
        private int length;

        /** Takes the bytes of the record that a buffer has. */
        void take(Buffer received) {
            take(received, HEADER_BYTES);
            if (length >= HEADER_BYTES && !isTooLong()) {
                take(received, recordBytes());
            }
        }

        private void take(Buffer received, int end) {
            int more = Math.max(0, Math.min(end - length, received.remaining()));
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(end, 2 * bytes.length)));
            }
            received.get(bytes, length, more);
            length += more;
        }

        private int recordBytes() {
            return HEADER_BYTES + length(bytes[LENGTH_OFFSET], bytes[LENGTH_OFFSET + 1]);
        }

        boolean isComplete() {
            return length >= HEADER_BYTES && length == recordBytes();
        }

        boolean isTooLong() {
            return length >= HEADER_BYTES && recordBytes() > HEADER_BYTES + MAX_LENGTH;
        }
    }
}
