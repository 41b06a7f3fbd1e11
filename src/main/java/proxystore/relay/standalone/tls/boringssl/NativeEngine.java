package proxystore.relay.standalone.tls.boringssl;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
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

    /** The longest record with its header (RFC 5246, section 6.2.3; TLS 1.3 allows less). */
    private static final int MAX_RECORD_BYTES = 5 + MAX_PLAINTEXT_BYTES + 2048;

    private static final ThreadLocal<DirectBuffers> BUFFERS = ThreadLocal.withInitial(DirectBuffers::new);

    private final ReferenceCountedOpenSslEngine engine;
    /** Set by the first call of {@link #close}. */
    private final AtomicBoolean closed = new AtomicBoolean();
    /**
     * Whether the next {@link #wrap} throws the reason of a failed handshake. Netty reports that only in the result of the
     * wrap that made the alert. Owned by the thread that performs the handshake.
     */
    private boolean failurePending;

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
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        DirectBuffers buffers = BUFFERS.get();
        ByteBuffer plain = buffers.in.clear().limit(MAX_PLAINTEXT_BYTES);
        for (int i = offset; i < offset + length; i++) {
            copy(sources[i], plain);
        }
        ByteBuffer record = buffers.out.clear();
        record.limit(Math.min(record.capacity(), target.remaining()));
        failurePending = false;
        SSLEngineResult result = engine.wrap(plain.flip(), record);
        failurePending = result.bytesProduced() > 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        int consumed = result.bytesConsumed();
        for (int i = offset; consumed > 0; i++) {
            int part = Math.min(consumed, sources[i].remaining());
            sources[i].position(sources[i].position() + part);
            consumed -= part;
        }
        target.put(record.flip());
        return result;
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
        if (isStuck(result)) {
            throw new SSLException("an earlier record could not be decrypted");
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
     * Whether an established connection makes no progress. After a record that cannot be decrypted, Netty consumes no
     * further one and waits until its alert is wrapped; Grizzly would unwrap the next record again and again.
     */
    private boolean isStuck(SSLEngineResult result) {
        return result.getStatus() == SSLEngineResult.Status.OK
                && result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
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
