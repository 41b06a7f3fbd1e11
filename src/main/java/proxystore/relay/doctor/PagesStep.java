package proxystore.relay.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the pages about health and about the relay itself, if they are there. ProxyStore's relays have none. */
final class PagesStep implements DoctorStep {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public Need need() {
        return Need.OPTIONAL;
    }

    @Override
    public Finding run(Visit visit) {
        List<String> findings = new ArrayList<>();
        Optional<Problem> problem = Optional.empty();
        Optional<HttpReply> live = page(visit, "livez");
        Optional<HttpReply> ready = page(visit, "readyz");
        if (says(live, OK, "live")) {
            findings.add("live");
        } else if (live.filter(reply -> reply.status() == UNAVAILABLE).isPresent()) {
            findings.add("/livez: " + live.get().shown());
            problem = Optional.of(Problem.NOT_LIVE);
        }
        if (says(ready, OK, "ready")) {
            findings.add("ready");
        } else if (ready.filter(reply -> reply.status() == UNAVAILABLE).isPresent()) {
            findings.add("/readyz: " + ready.get().shown());
            problem = problem.or(() -> Optional.of(Problem.NOT_READY));
        }
        page(visit, "info").flatMap(RelayInfo::of).ifPresent(info -> {
            visit.info(info);
            findings.add(info.shown());
        });
        if (findings.isEmpty()) {
            return Finding.ok("none of /livez, /readyz and /info");
        }
        String finding = String.join("; ", findings);
        return problem.map(found -> Finding.warning(found, finding)).orElseGet(() -> Finding.ok(finding));
    }

    private static boolean says(Optional<HttpReply> reply, int status, String word) {
        return reply.filter(
                        page -> page.status() == status && page.body().strip().equals(word))
                .isPresent();
    }

    private static Optional<HttpReply> page(Visit visit, String name) {
        try {
            return Optional.of(visit.handshaker().page(name));
        } catch (ProblemFound e) {
            return Optional.empty();
        }
    }
}
