package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.standalone.process.ProcessEnd;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.server.RunningRelay;

/** {@code relay rehearse}: a relay that two clients of its own go through once. */
@Command(
        name = "rehearse",
        description = {
            "Starts a relay on loopback, passes one message between two clients of its own, and ends.",
            "A check of the installation, and what the class-data archive is made from."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class SelfTestCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 20;

    private final PrintStream out;
    private final MessageEncoder encoder = new MessageEncoder();

    /** A command that prints the relay's log to {@code out}. */
    SelfTestCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        String[] options = {"--host", "127.0.0.1", "--port", "0"};
        Map<String, String> settings =
                CommandLineSettings.plain(options).orElseThrow().flags();
        LoadedConfig config = ConfigLoader.load(Optional.empty(), Map.of(), Map.of(), settings); // of no environment
        try (RunningRelay relay = RunningRelay.start(config, out, ProcessEnd.prepared())) {
            HttpClient http = HttpClient.newHttpClient();
            URI address = URI.create("ws://127.0.0.1:" + relay.port() + "/");
            Received received = new Received();
            UUID left = UUID.randomUUID();
            UUID right = UUID.randomUUID();
            WebSocket sender = register(http, address, left, Generation.V0_5, new Received());
            WebSocket receiver = register(http, address, right, Generation.V1_0, received);
            sender.sendText(
                            encoder.encode(new PeerConnection(left, "left", right, "offer", "v=0\r\n", null, null)),
                            true)
                    .join();
            received.next();
            sender.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            receiver.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
        return 0;
    }

    private WebSocket register(HttpClient http, URI address, UUID uuid, Generation generation, Received received)
            throws InterruptedException, StartFailure {
        WebSocket socket =
                http.newWebSocketBuilder().buildAsync(address, received).join();
        socket.sendText(encoder.encode(new Registration("rehearsal", uuid, generation)), true)
                .join();
        received.next();
        return socket;
    }

    /** What one client receives. */
    private static final class Received implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            socket.request(1);
            return null;
        }

        void next() throws InterruptedException, StartFailure {
            if (Optional.ofNullable(texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEmpty()) {
                throw new StartFailure(
                        1, "the rehearsal failed: a message did not arrive within " + PATIENCE_SECONDS + " s");
            }
        }
    }
}
