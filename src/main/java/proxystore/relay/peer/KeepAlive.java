package proxystore.relay.peer;

import proxystore.relay.config.HeartbeatConfig;

/**
 * When one connection is due for a ping, and when it has been silent for too long after one. The peer's time begins when
 * the ping is sent: until then it may have to wait for what blocks elsewhere in a container.
 */
final class KeepAlive {
    /** What the time asks for. */
    enum Due {
        NOTHING,
        PING,
        /** No sign of life came in time: the connection is dead. */
        END
    }

    private final HeartbeatConfig limits;
    /** Whether a ping waits to be sent or answered; owned by the heartbeat. */
    private boolean pinged;
    /** Whether it waits to be sent; set by the heartbeat, cleared by the thread that sends it. */
    private volatile boolean unsent;
    /** When the last ping was due or, once it is, sent; written as {@link #unsent}. */
    private volatile long pingedNanos;

    /** The pings of a connection that has just been opened. */
    KeepAlive(HeartbeatConfig limits, long nowNanos) {
        this.limits = limits;
        this.pingedNanos = nowNanos;
    }

    /**
     * Called by the heartbeat's thread only. Who is told that a ping is due sees to it that {@link #sends} or {@link #givesUp} is called.
     *
     * @param heardNanos when the peer last showed a sign of life
     */
    Due due(RunningTime time, long heardNanos) {
        if (unsent) {
            return Due.NOTHING;
        }
        long sinceNanos = time.sinceNanos(pingedNanos);
        pinged &= heardNanos - pingedNanos < 0;
        if (pinged) {
            return sinceNanos > limits.pongTimeout().toNanos() ? Due.END : Due.NOTHING;
        }
        if (sinceNanos < limits.pingInterval().toNanos()) {
            return Due.NOTHING;
        }
        pinged = true;
        pingedNanos = time.nowNanos();
        unsent = true;
        return Due.PING;
    }

    /** Nobody can send the ping that was due: the next one follows in its time. Called by the heartbeat's thread only. */
    void givesUp() {
        pinged = false;
        unsent = false;
    }

    /** The ping is sent now. */
    void sends(long nowNanos) {
        pingedNanos = nowNanos;
        unsent = false;
    }
}
