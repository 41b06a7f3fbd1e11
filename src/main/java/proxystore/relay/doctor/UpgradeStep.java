package proxystore.relay.doctor;

import java.util.EnumSet;
import java.util.Set;
import proxystore.relay.log.LogText;

/** Makes a WebSocket handshake on the connection that the steps before have opened, and closes the WebSocket. */
final class UpgradeStep implements DoctorStep {
    /** What a port with TLS answers to plain HTTP: 400, nothing, or bytes that are not HTTP. */
    private static final Set<Problem> PERHAPS_TLS =
            EnumSet.of(Problem.BAD_REQUEST, Problem.HANDSHAKE_CUT, Problem.HANDSHAKE_TIMEOUT, Problem.OTHER_PRODUCT);

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public Need need() {
        return Need.WORKS;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        try {
            Handshaker.Answered answered = visit.handshaker().handshake(visit.socket(), true);
            answered.link().close();
            visit.greeting(answered.reply());
            return Finding.ok("HTTP 101"
                    + answered.reply()
                            .header("server")
                            .map(server -> " by " + LogText.of(server))
                            .orElse(""));
        } catch (ProblemFound e) {
            if (PERHAPS_TLS.contains(e.problem())
                    && !visit.plan().secure()
                    && PortProbe.answersTls(visit.dialer(), visit.plan())) {
                throw new ProblemFound(Problem.TLS_PORT, e.finding());
            }
            if (e.problem() == Problem.OTHER_PRODUCT && isRelay(visit)) {
                throw new ProblemFound(Problem.UPGRADE_REMOVED, e.finding());
            }
            throw e;
        }
    }

    /** Whether the server that answered the handshake like a plain request is a relay. */
    private static boolean isRelay(Visit visit) {
        return visit.handshaker().page("info").flatMap(RelayInfo::of).isPresent();
    }
}
