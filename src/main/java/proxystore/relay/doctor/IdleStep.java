package proxystore.relay.doctor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.bench.SessionDescription;
import proxystore.relay.log.LogText;

/**
 * Leaves a registered peer without messages for a while. The peer pings every 20 s and answers pings, as an endpoint does.
 * Then it sends a message to itself.
 */
final class IdleStep implements DoctorStep {
    /** The interval of ProxyStore's clients. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(20);

    private static final int DESCRIPTION_BYTES = 200;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Need need() {
        return Need.OPTIONAL;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        Duration idle = visit.plan().idle();
        if (idle.isZero()) {
            return Finding.skipped("not asked for (--idle SECONDS)");
        }
        TemporaryPeer peer = visit.register(visit.generation());
        long begin = System.nanoTime();
        try {
            await(peer, idle);
            new PeerExchange(visit.plan().limit()).send(peer, peer, "offer", SessionDescription.of(DESCRIPTION_BYTES));
        } catch (LinkEnd e) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            String after = LogText.of(Duration.ofMillis(Math.round(seconds * 10) * 100));
            Problem problem = e.code() == LinkEnd.CUT ? Problem.IDLE_CUT : Problem.ofClose(e.code());
            return Finding.failed(problem, "after " + after + ": " + e.shown()).with(Map.of("cut_after_s", seconds));
        }
        return Finding.ok("open after " + LogText.of(idle) + " without messages; pings of the relay: "
                + peer.link().pings());
    }

    private static void await(TemporaryPeer peer, Duration idle) throws LinkEnd {
        long now = System.nanoTime();
        long end = now + idle.toNanos();
        long ping = now + PING_INTERVAL.toNanos();
        while (now < end) {
            Optional<String> message = peer.link().receive(Duration.ofNanos(Math.min(end, ping) - now));
            now = System.nanoTime();
            if (message.isEmpty() && now >= ping && now < end) {
                peer.link().ping();
                ping = now + PING_INTERVAL.toNanos();
            }
        }
    }
}
