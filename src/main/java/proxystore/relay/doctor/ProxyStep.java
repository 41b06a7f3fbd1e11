package proxystore.relay.doctor;

/** Lets the HTTP proxy connect to the relay. */
final class ProxyStep implements DoctorStep {
    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public Need need() {
        return Need.REACHES;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        if (visit.plan().proxy().isEmpty()) {
            return Finding.skipped("none");
        }
        visit.dialer().tunnel(visit.socket());
        return Finding.ok(visit.plan().proxy().get() + " has opened a tunnel to "
                + visit.plan().host() + " port " + visit.plan().port());
    }
}
