package proxystore.relay.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a client of a {@link ChaosRun} may do next. */
enum ChaosAct {
    /** Some messages to one peer. */
    SEND(30, 15),
    /** Many messages to one peer. */
    BURST(6, 4),
    /** More and larger messages than a peer that does not read can take, to an erratic peer. */
    FLOOD(1, 2),
    /** A message one byte at a time. */
    CRAWL(3, 3),
    /** A message in fragments. */
    FRAGMENT(5, 3),
    /** A registration on the same connection. */
    REGISTER_AGAIN(1, 3),
    /** Nothing. */
    WAIT(10, 10),
    /** A registration on a new connection while the old one stays; often of a uuid that others have claimed. */
    TAKE_OVER(0, 15),
    /** Stops reading. */
    FREEZE(0, 4),
    /** Reads some kilobytes a second. */
    READ_SLOWLY(0, 3),
    /** Reads again, as fast as it can. */
    READ(0, 12),
    /** A message to a peer before any registration. */
    STRAY(0, 3),
    MALFORMED(0, 3),
    BINARY(0, 2),
    TOO_LONG(0, 1),
    UNMASKED(0, 1),
    BAD_UTF8(0, 1),
    /** Leaves by a close frame. */
    LEAVE(0, 5),
    /** Leaves by the end of its stream. */
    HANG_UP(0, 4),
    RESET(0, 5);

    private static final List<ChaosAct> ALL = Arrays.asList(values());

    private final int steadyWeight;
    private final int erraticWeight;

    ChaosAct(int steadyWeight, int erraticWeight) {
        this.steadyWeight = steadyWeight;
        this.erraticWeight = erraticWeight;
    }

    private int weight(boolean steady) {
        return steady ? steadyWeight : erraticWeight;
    }

    static ChaosAct draw(RandomGenerator random, boolean steady) {
        int left =
                random.nextInt(ALL.stream().mapToInt(act -> act.weight(steady)).sum());
        for (ChaosAct act : ALL) {
            left -= act.weight(steady);
            if (left < 0) {
                return act;
            }
        }
        throw new IllegalStateException("the weights have changed");
    }
}
