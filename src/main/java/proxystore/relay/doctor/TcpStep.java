package proxystore.relay.doctor;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connects to each address of the relay, or of the proxy before it. The first that answers is used from then on. */
final class TcpStep implements DoctorStep {
    private static final int MAX_ADDRESSES = 8;

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Need need() {
        return Need.REACHES;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        List<String> lines = new ArrayList<>();
        Optional<ProblemFound> failure = Optional.empty();
        boolean connected = false;
        boolean loopback = true;
        for (InetAddress address :
                visit.addresses().stream().limit(MAX_ADDRESSES).toList()) {
            String shown = address.getHostAddress() + " port " + visit.plan().firstPort();
            loopback &= address.isLoopbackAddress();
            try {
                Socket socket = visit.dialer().connect(address);
                if (connected) {
                    Dialer.close(socket);
                } else {
                    visit.dialer().use(address);
                    visit.socket(socket);
                }
                connected = true;
                lines.add(shown + " connected");
            } catch (ProblemFound e) {
                failure = failure.or(() -> Optional.of(e));
                lines.add(shown + ": " + e.finding());
            }
        }
        String finding = String.join("; ", lines);
        if (!connected) {
            throw new ProblemFound(failure.map(ProblemFound::problem).orElse(Problem.UNREACHABLE), finding);
        }
        // "localhost" is two addresses, and a relay often listens on one of them.
        return failure.isPresent() && !loopback ? Finding.warning(Problem.ADDRESS_FAILS, finding) : Finding.ok(finding);
    }
}
