package proxystore.relay.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;

/** Looks up the addresses of the relay, or of the HTTP proxy: the proxy then looks up the relay. */
final class DnsStep implements DoctorStep {
    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Need need() {
        return Need.REACHES;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        String host = visit.plan().firstHost();
        try {
            visit.addresses(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            throw new ProblemFound(Problem.UNKNOWN_HOST, host);
        }
        if (visit.addresses().get(0).getHostAddress().equals(host)) {
            return Finding.ok(host + " is an address, not a name");
        }
        String found =
                visit.addresses().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        return Finding.ok((visit.plan().proxy().isPresent() ? "proxy " : "") + host + " is " + found);
    }
}
