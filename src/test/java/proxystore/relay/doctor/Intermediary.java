package proxystore.relay.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** A proxy before a relay that changes heads, or cuts a silent connection. */
final class Intermediary {
    private static final int BUFFER_BYTES = 16 * 1024;

    private Intermediary() {}

    /** Passes connections on in both directions, with other heads of request and answer. */
    static ScriptedServer rewriting(int port, UnaryOperator<String> request, UnaryOperator<String> answer)
            throws IOException {
        return start(() -> port, request, answer, 0);
    }

    /** Passes each connection to the port that it is told then, as a load balancer does. */
    static ScriptedServer balancing(IntSupplier port) throws IOException {
        return start(port, UnaryOperator.identity(), UnaryOperator.identity(), 0);
    }

    /** Cuts a connection on which the relay has sent nothing for this time, in milliseconds. */
    static ScriptedServer impatient(int port, int idleMs) throws IOException {
        return start(() -> port, UnaryOperator.identity(), UnaryOperator.identity(), idleMs);
    }

    private static ScriptedServer start(
            IntSupplier port, UnaryOperator<String> request, UnaryOperator<String> answer, int idleMs)
            throws IOException {
        ScriptedServer[] server = new ScriptedServer[1];
        server[0] = ScriptedServer.start(client -> {
            String head = ScriptedServer.head(client);
            if (head.isEmpty()) {
                return;
            }
            Socket relay = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt());
            ScriptedServer.write(relay, request.apply(head));
            server[0].beside(relay, out -> copy(client, out));
            relay.setSoTimeout(idleMs);
            client.getOutputStream()
                    .write(answer.apply(ScriptedServer.head(relay)).getBytes(StandardCharsets.ISO_8859_1));
            copy(relay, client);
        });
        return server[0];
    }

    /** Copies until one side ends; then both are closed. */
    static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }
}
