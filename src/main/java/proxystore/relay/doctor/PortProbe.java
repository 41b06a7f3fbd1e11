package proxystore.relay.doctor;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Finds out what a port speaks that does not answer in the expected protocol. */
final class PortProbe {
    private static final int BAD_REQUEST = 400;
    /** A server that speaks the protocol answers sooner; one that does not may never. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private PortProbe() {}

    /** Whether the server on this connection answers plain HTTP; one with TLS answers nothing, or 400. */
    static boolean answersHttp(Socket socket, DoctorPlan plan) {
        String request =
                "GET " + plan.resource() + " HTTP/1.1\r\nHost: " + plan.authority() + "\r\nConnection: close\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return HttpReply.read(new TimedInput(socket, limit(plan)), true).status() != BAD_REQUEST;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the server on this connection answers in TLS, with whatever certificate. */
    static boolean answersTls(Socket socket, Dialer dialer, DoctorPlan plan) {
        try {
            socket.setSoTimeout(Math.toIntExact(limit(plan).toMillis()));
            Dialer.close(dialer.secure(socket));
            return true;
        } catch (ProblemFound | IOException e) {
            return !dialer.trust().chain().isEmpty();
        }
    }

    private static Duration limit(DoctorPlan plan) {
        return plan.limit().compareTo(LIMIT) < 0 ? plan.limit() : LIMIT;
    }
}
