package proxystore.relay.doctor;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Finds out, on a new connection, what a port speaks that does not answer in the expected protocol. */
final class PortProbe {
    private static final int BAD_REQUEST = 400;
    /** A server that speaks the protocol answers sooner; one that does not may never. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private PortProbe() {}

    /** Whether the port answers plain HTTP; a port with TLS answers nothing, or 400. */
    static boolean answersHttp(Dialer dialer, DoctorPlan plan) {
        String request =
                "GET " + plan.resource() + " HTTP/1.1\r\nHost: " + plan.authority() + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = dialer.openPlain()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return HttpReply.read(new TimedInput(socket, limit(plan)), true).status() != BAD_REQUEST;
        } catch (ProblemFound | IOException e) {
            return false;
        }
    }

    /** Whether the port answers in TLS, with any certificate. */
    static boolean answersTls(Dialer dialer, DoctorPlan plan) {
        try (Socket socket = dialer.openPlain()) {
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
