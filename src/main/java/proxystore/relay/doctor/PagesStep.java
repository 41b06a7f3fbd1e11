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
        Optional<Problem> notLive = health(visit, "live", Problem.NOT_LIVE, findings);
        Optional<Problem> notReady = health(visit, "ready", Problem.NOT_READY, findings);
        visit.handshaker().page("info").flatMap(RelayInfo::of).ifPresent(info -> {
            visit.info(info);
            findings.add(info.shown());
        });
        if (findings.isEmpty()) {
            return Finding.ok("none of /livez, /readyz and /info");
        }
        String finding = String.join("; ", findings);
        return notLive.or(() -> notReady)
                .map(problem -> Finding.warning(problem, finding))
                .orElseGet(() -> Finding.ok(finding));
    }

    /** Adds what {@code /livez} or {@code /readyz} answers to the findings. Returns the problem if the status is 503. */
    private static Optional<Problem> health(Visit visit, String word, Problem problem, List<String> findings) {
        String page = word + "z";
        Optional<HttpReply> reply = visit.handshaker().page(page);
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        int status = reply.get().status();
        if (status == OK && reply.get().body().strip().equals(word)) {
            findings.add(word);
        }
        if (status == UNAVAILABLE) {
            findings.add("/" + page + ": " + reply.get().shown());
            return Optional.of(problem);
        }
        return Optional.empty();
    }
}
