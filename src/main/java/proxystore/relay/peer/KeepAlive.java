package proxystore.relay.peer;

import proxystore.relay.config.HeartbeatConfig;

/**
 * Decides when one connection is due for a ping, and when it has been silent for too long after one. The peer's time
 * begins when the ping is sent: until then the ping may wait for a background thread that a container blocks.
 *
 * <p>No ping is due while bytes pass in both directions. Bytes from the peer show that it is alive. Messages and pongs to the
 * peer keep a reverse proxy from closing a connection on which the relay sends nothing for long.
 */
final class KeepAlive {
    /** What is due. */
    enum Due {
        NOTHING,
        PING,
        /** No activity followed the ping in time: the connection is dead. */
        END
    }

    private final HeartbeatConfig limits;
    /** Whether a ping waits to be sent or answered; owned by the heartbeat's thread. */
    private boolean pinged;
    /** Whether it waits to be sent; set by the heartbeat's thread, cleared by the thread that sends it. */
    private volatile boolean unsent;
    /** The time at which the last ping was due and, once it is sent, was sent; written as {@link #unsent}. */
    private volatile long pingedNanos;

    /** For a connection that has just opened. */
    KeepAlive(HeartbeatConfig limits, long nowNanos) {
        this.limits = limits;
        this.pingedNanos = nowNanos;
    }

    /**
     * What is due now. After PING the caller must have either {@link #pingSent} or {@link #pingSkipped} called. Called by the
     * heartbeat's thread only.
     *
     * @param aliveNanos the time of the peer's last activity
     * @param sentNanos the time at which a message or a pong was last sent to the peer
     */
    Due due(RunningTime time, long aliveNanos, long sentNanos) {
        if (unsent) {
            return Due.NOTHING;
        }
        long sinceNanos = time.sinceNanos(pingedNanos);
        pinged &= aliveNanos - pingedNanos < 0;
        if (pinged) {
            return sinceNanos > limits.pongTimeout().toNanos() ? Due.END : Due.NOTHING;
        }
        long quietNanos = Math.max(time.sinceNanos(aliveNanos), time.sinceNanos(sentNanos));
        if (Math.min(sinceNanos, quietNanos) < limits.pingInterval().toNanos()) {
            return Due.NOTHING;
        }
        pinged = true;
        pingedNanos = time.nowNanos();
        unsent = true;
        return Due.PING;
    }

    /** No thread can send the due ping: the next one follows after an interval. Called by the heartbeat's thread only. */
    void pingSkipped() {
        pinged = false;
        unsent = false;
    }

    /** The ping that was due is sent now. */
    void pingSent(long nowNanos) {
        pingedNanos = nowNanos;
        unsent = false;
    }
}
