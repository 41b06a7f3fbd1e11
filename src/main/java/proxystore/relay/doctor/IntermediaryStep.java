package proxystore.relay.doctor;

import java.util.ArrayList;
import java.util.List;
import proxystore.relay.log.LogText;

/** Reads from the answer to the handshake what stands before the relay, and whether messages are compressed. */
final class IntermediaryStep implements DoctorStep {
    private static final List<String> TRACES = List.of("via", "x-cache", "x-served-by", "cf-ray", "x-amz-cf-id");

    @Override
    public String name() {
        return "intermediary";
    }

    @Override
    public Need need() {
        return Need.OPTIONAL;
    }

    @Override
    public Finding run(Visit visit) {
        HttpReply reply = visit.greeting().orElseThrow();
        List<String> seen = new ArrayList<>();
        for (String name : TRACES) {
            reply.header(name).ifPresent(value -> seen.add(name + ": " + LogText.of(value)));
        }
        boolean isThisRelay = visit.info().isPresent();
        if (isThisRelay) {
            // The relay itself sends no such header.
            reply.header("server").ifPresent(value -> seen.add("server: " + LogText.of(value)));
        }
        String between = seen.isEmpty() ? "no trace of one" : String.join("; ", seen);
        String extensions = reply.header("sec-websocket-extensions").orElse("");
        if (extensions.isEmpty()) {
            return Finding.ok(between + "; no compression");
        }
        String finding = between + "; compression: " + LogText.of(extensions);
        return isThisRelay ? Finding.warning(Problem.COMPRESSED, finding) : Finding.ok(finding);
    }
}
