package proxystore.relay.doctor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import proxystore.relay.bench.SessionDescription;

/**
 * Compares the limit that the relay announces with what passes: a message of that length is delivered, one byte more is
 * refused. Sends a message of each length once, and none over {@value #MAX_BYTES} bytes.
 */
final class MessageSizeStep implements DoctorStep {
    /** Without an announcement: the default of this relay, and of the Python library that ProxyStore's relays use. */
    private static final int USUAL_BYTES = 1024 * 1024;

    /** Far above any session description. */
    private static final int SMALL_BYTES = 64 * 1024;

    private static final int SHORTEST_BYTES = 200;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    @Override
    public String name() {
        return "message-size";
    }

    @Override
    public Need need() {
        return Need.OPTIONAL;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        long announced = visit.info().map(RelayInfo::maxMessageBytes).orElse(0L);
        return announced == 0 ? withoutLimit(visit) : withLimit(visit, announced);
    }

    private static Finding withLimit(Visit visit, long limit) throws ProblemFound {
        int bytes = (int) Math.min(limit, MAX_BYTES);
        Map<String, Number> figures = Map.of("announced_bytes", limit, "passed_bytes", bytes);
        try {
            deliver(visit, bytes);
        } catch (LinkEnd e) {
            return Finding.warning(Problem.LIMIT_LOWER, bytes + " bytes, as announced: " + e.shown())
                    .with(Map.of("announced_bytes", limit));
        }
        if (bytes < limit) {
            return Finding.ok(bytes + " bytes pass; the announced limit, " + limit + ", was not tried")
                    .with(figures);
        }
        try {
            deliver(visit, bytes + 1);
            return Finding.warning(
                            Problem.LIMIT_IGNORED, "the announced limit is " + limit + ", one byte more passes too")
                    .with(figures);
        } catch (LinkEnd e) {
            return Finding.ok(bytes + " bytes pass, as announced; one more is refused: " + e.shown())
                    .with(figures);
        }
    }

    private static Finding withoutLimit(Visit visit) throws ProblemFound {
        try {
            deliver(visit, USUAL_BYTES);
            return Finding.ok(USUAL_BYTES + " bytes pass").with(Map.of("passed_bytes", USUAL_BYTES));
        } catch (LinkEnd tooLong) {
            try {
                deliver(visit, SMALL_BYTES);
                return Finding.ok(SMALL_BYTES + " bytes pass; " + USUAL_BYTES + " are refused: " + tooLong.shown())
                        .with(Map.of("passed_bytes", SMALL_BYTES));
            } catch (LinkEnd e) {
                throw new ProblemFound(e.problem().problem(), SMALL_BYTES + " bytes: " + e.shown());
            }
        }
    }

    /** Sends a message of this many bytes between two peers; both are replaced later if a connection ends. */
    private static void deliver(Visit visit, int bytes) throws ProblemFound, LinkEnd {
        List<TemporaryPeer> pair = visit.pair();
        TemporaryPeer from = pair.get(0);
        TemporaryPeer to = pair.get(1);
        String begin = SessionDescription.of(SHORTEST_BYTES);
        int frame = from.message(to, "offer", begin).getBytes(StandardCharsets.UTF_8).length;
        String description = begin + "p".repeat(Math.max(0, bytes - frame));
        try {
            new PeerExchange(visit.plan().limit()).send(from, to, "offer", description);
        } catch (LinkEnd e) {
            visit.release(from);
            visit.release(to);
            throw e;
        }
    }
}
