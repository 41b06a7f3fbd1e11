package proxystore.relay.standalone.tls.boringssl;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * BoringSSL's engine of one connection. It holds native memory until {@link #close}, which any thread may call; after that
 * every call returns as for a closed engine.
 *
 * <p>BoringSSL reads and writes direct buffers. Each thread has one pair of them, because an engine keeps no data in its
 * buffers between two calls. So a heap buffer costs one copy of its bytes.
 */
public final class NativeEngine extends DelegatingEngine implements AutoCloseable {
    /** The longest plain text of a record (RFC 8446, section 5.1). */
    private static final int MAX_PLAINTEXT_BYTES = 1 << 14;

    private static final int HEADER_BYTES = 5;

    /** Types of records (RFC 8446, section 5.1). */
    private static final byte ALERT = 21;

    private static final byte APPLICATION_DATA = 23;

    /** The tag of each cipher suite of TLS 1.3. */
    private static final int TAG_BYTES = 16;

    /** The longest record with its header (RFC 5246, section 6.2.3; TLS 1.3 allows less). */
    private static final int MAX_RECORD_BYTES = HEADER_BYTES + MAX_PLAINTEXT_BYTES + 2048;

    /** The longest answers that wait for data to be sent with; an answer has less than 600 bytes. */
    private static final int MAX_ANSWER_BYTES = 4096;

    private static final byte[] NO_BYTES = {};

    private static final ThreadLocal<DirectBuffers> BUFFERS = ThreadLocal.withInitial(DirectBuffers::new);

    private final ReferenceCountedOpenSslEngine engine;
    /** Set by the first call of {@link #close}. */
    private final AtomicBoolean closed = new AtomicBoolean();
    /**
     * Whether the next {@link #wrap} throws the reason of a failed handshake. Netty reports that only in the result of the
     * wrap that made the alert. Owned by the thread that performs the handshake.
     */
    private boolean failurePending;

    /** The records that {@link #takeAnswer} has taken and that are not yet sent. */
    @GuardedBy("this")
    private byte[] answer = NO_BYTES;

    private static final class DirectBuffers {
        private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_RECORD_BYTES);
        private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_RECORD_BYTES);
        private final ByteBuffer empty = ByteBuffer.allocateDirect(0);
    }

    NativeEngine(ReferenceCountedOpenSslEngine engine) {
        super(engine);
        this.engine = engine;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            engine.release();
        }
    }

    /**
     * The state of the handshake. It differs from Netty's, which asks for more input in two cases: after an alert was
     * wrapped, and after the peer has sent its close. There Grizzly would wait for a client that has failed, or block the
     * selector thread.
     */
    @Override
    public HandshakeStatus getHandshakeStatus() {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status != HandshakeStatus.NEED_UNWRAP) {
            return status;
        }
        if (engine.isInboundDone()) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        return failurePending ? HandshakeStatus.NEED_WRAP : status;
    }

    @Override
    public synchronized SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
            throws SSLException {
        DirectBuffers buffers = BUFFERS.get();
        ByteBuffer plain = buffers.in.clear().limit(MAX_PLAINTEXT_BYTES);
        for (int i = offset; i < offset + length; i++) {
            copy(sources[i], plain);
        }
        ByteBuffer record = buffers.out.clear();
        record.limit(Math.min(record.capacity(), Math.max(0, target.remaining() - answer.length)));
        failurePending = false;
        SSLEngineResult result = engine.wrap(plain.flip(), record);
        failurePending = result.bytesProduced() > 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        int consumed = result.bytesConsumed();
        for (int i = offset; consumed > 0; i++) {
            int part = Math.min(consumed, sources[i].remaining());
            sources[i].position(sources[i].position() + part);
            consumed -= part;
        }
        int answered = 0;
        if (result.getStatus() == SSLEngineResult.Status.OK) {
            target.put(answer);
            answered = answer.length;
            answer = NO_BYTES;
        }
        target.put(record.flip());
        return answered == 0
                ? result
                : new SSLEngineResult(
                        result.getStatus(),
                        result.getHandshakeStatus(),
                        result.bytesConsumed(),
                        result.bytesProduced() + answered);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        DirectBuffers buffers = BUFFERS.get();
        ByteBuffer record = buffers.in.clear();
        copy(source, record);
        ByteBuffer plain = buffers.out.clear();
        plain.limit((int) Math.min(plain.capacity(), remaining(targets, offset, length)));
        SSLEngineResult result = unwrap(record.flip(), plain, buffers);
        source.position(source.position() + result.bytesConsumed());
        plain.flip();
        for (int i = offset; plain.hasRemaining(); i++) {
            int part = Math.min(plain.remaining(), targets[i].remaining());
            targets[i].put(targets[i].position(), plain, plain.position(), part);
            targets[i].position(targets[i].position() + part);
            plain.position(plain.position() + part);
        }
        return result;
    }

    /**
     * Decrypts one record. Netty detects the end of a handshake only in the next call, which would decrypt the first data,
     * and Grizzly discards data that it gets during a handshake. So the next call is made here, without a record.
     */
    private SSLEngineResult unwrap(ByteBuffer record, ByteBuffer plain, DirectBuffers buffers) throws SSLException {
        SSLEngineResult result = engine.unwrap(record, plain);
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && result.bytesProduced() == 0
                && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            takeAnswer(buffers);
            return result;
        }
        if (result.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP
                || result.getStatus() != SSLEngineResult.Status.OK
                || result.bytesProduced() > 0) {
            return result;
        }
        HandshakeStatus next = engine.unwrap(buffers.empty, plain).getHandshakeStatus();
        return new SSLEngineResult(result.getStatus(), next, result.bytesConsumed(), 0);
    }

    /**
     * Takes the records with which BoringSSL answers a record without data. An alert is the answer to a record that it
     * cannot accept, such as a request for a renegotiation; Netty would report it only when the alert is sent, and until
     * then consume no record. Any other answer, such as to an update of the keys, is sent with the next data.
     *
     * @throws SSLException if the answer is an alert, or the answers that are not yet sent are too long
     */
    private synchronized void takeAnswer(DirectBuffers buffers) throws SSLException {
        ByteBuffer out = buffers.out.clear();
        engine.wrap(buffers.empty, out);
        out.flip();
        if (endsWithAlert(out) || answer.length + out.remaining() > MAX_ANSWER_BYTES) {
            throw new SSLException("a record could not be accepted");
        }
        byte[] all = Arrays.copyOf(answer, answer.length + out.remaining());
        out.get(all, answer.length, out.remaining());
        answer = all;
    }

    /**
     * Whether the last record is an alert: by its type, or in TLS 1.3, which encrypts the type, by its length of two bytes,
     * the type and the tag (RFC 8446, sections 5.2 and 6).
     */
    private static boolean endsWithAlert(ByteBuffer records) {
        boolean alert = false;
        for (int at = 0; at + HEADER_BYTES <= records.limit(); ) {
            int length = records.getShort(at + HEADER_BYTES - 2) & 0xffff;
            alert = records.get(at) == ALERT || (records.get(at) == APPLICATION_DATA && length == 2 + 1 + TAG_BYTES);
            at += HEADER_BYTES + length;
        }
        return alert;
    }

    /** Appends what fits of the source, whose position stays. */
    private static void copy(ByteBuffer source, ByteBuffer target) {
        int length = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), length);
        target.position(target.position() + length);
    }

    private static long remaining(ByteBuffer[] targets, int offset, int length) {
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes += targets[i].remaining();
        }
        return bytes;
    }
}
