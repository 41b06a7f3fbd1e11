package proxystore.relay.doctor;

import java.util.Map;
import javax.net.ssl.SSLSocket;

/** Makes the TLS handshake and examines the certificate. */
final class TlsStep implements DoctorStep {
    @Override
    public String name() {
        return "tls";
    }

    @Override
    public Need need() {
        return Need.REACHES;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        DoctorPlan plan = visit.plan();
        if (!plan.secure()) {
            boolean local = plan.proxy().isEmpty()
                    && visit.addresses().stream().allMatch(address -> address.isLoopbackAddress());
            return plan.token().isPresent() && !local
                    ? Finding.warning(Problem.TOKEN_IN_CLEAR, "none, and there is a token")
                    : Finding.skipped("none: the address begins with ws://");
        }
        try {
            SSLSocket socket = visit.dialer().secure(visit.socket());
            visit.socket(socket);
            return finding(visit, socket.getSession().getProtocol());
        } catch (ProblemFound e) {
            RecordingTrust trust = visit.dialer().trust();
            if (trust.refusal().isPresent()) {
                CertificateCheck check = certificate(visit);
                check.checkDates();
                throw check.explain(trust.refusal().get());
            }
            if (trust.chain().isEmpty() && PortProbe.answersHttp(visit.dialer(), visit.plan())) {
                throw new ProblemFound(Problem.PLAIN_PORT, "the port answers unencrypted HTTP");
            }
            throw e;
        }
    }

    private static Finding finding(Visit visit, String protocol) throws ProblemFound {
        CertificateCheck check = certificate(visit);
        check.checkDates();
        String text = protocol + ", " + check.described();
        Finding found = visit.plan().insecure()
                ? Finding.warning(Problem.CERTIFICATE_UNCHECKED, text)
                : check.endsSoon() ? Finding.warning(Problem.CERTIFICATE_ENDS_SOON, text) : Finding.ok(text);
        return found.with(Map.of("certificate_days_left", check.daysLeft()));
    }

    private static CertificateCheck certificate(Visit visit) {
        return new CertificateCheck(visit.dialer().trust().chain(), visit.plan().host());
    }
}
