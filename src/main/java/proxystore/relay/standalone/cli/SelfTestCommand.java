package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import proxystore.relay.standalone.tls.SelfSigned;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** {@code relay rehearse}: passes one message between two clients through a relay, without and with TLS. */
@Command(
        name = "rehearse",
        description = {
            "Checks the installation with a relay of its own.",
            "Starts it on loopback, passes one message between two clients of its own, and exits.",
            "Does the same with TLS and a certificate of its own.",
            "The class-data archive is made from its run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class SelfTestCommand implements Callable<Integer> {
    private static final long TIMEOUT_SECONDS = 20;

    private final PrintStream out;
    private final MessageEncoder encoder = new MessageEncoder();

    /** A command that prints the relay's log to {@code out}. */
    SelfTestCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        rehearse(HttpClient.newHttpClient(), "ws");
        Path certfile = Files.createTempFile("relay-rehearsal", ".pem");
        try {
            SelfSigned.write(certfile);
            HttpClient http = HttpClient.newBuilder()
                    .sslContext(TrustedCertificates.all())
                    .build();
            rehearse(http, "wss", "--certfile", certfile.toString());
        } finally {
            Files.delete(certfile);
        }
        return 0;
    }

    private void rehearse(HttpClient http, String scheme, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0"));
        options.addAll(List.of(more));
        Map<String, String> settings = CommandLineSettings.plain(options.toArray(String[]::new))
                .orElseThrow()
                .flags();
        LoadedConfig config =
                ConfigLoader.load(Optional.empty(), Map.of(), Map.of(), settings); // without the environment
        try (RunningRelay relay = RunningRelay.start(config, stayingOpen(out), ProcessEnd.prepared())) {
            URI address = URI.create(scheme + "://127.0.0.1:" + relay.port() + "/");
            TextQueue texts = new TextQueue();
            UUID left = UUID.randomUUID();
            UUID right = UUID.randomUUID();
            WebSocket sender = register(http, address, left, Generation.V0_5, new TextQueue());
            WebSocket receiver = register(http, address, right, Generation.V1_0, texts);
            sender.sendText(
                            encoder.encode(new PeerConnection(left, "left", right, "offer", "v=0\r\n", null, null)),
                            true)
                    .join();
            texts.next();
            sender.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            receiver.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    /** The log closes its stream, and two relays use this one. */
    private static PrintStream stayingOpen(PrintStream out) {
        return new PrintStream(out, true) {
            @Override
            public void close() {
                flush();
            }
        };
    }

    private WebSocket register(HttpClient http, URI address, UUID uuid, Generation generation, TextQueue texts)
            throws InterruptedException, StartFailure {
        WebSocket socket = http.newWebSocketBuilder().buildAsync(address, texts).join();
        socket.sendText(encoder.encode(new Registration("rehearsal", uuid, generation)), true)
                .join();
        texts.next();
        return socket;
    }

    /** Receives the texts of one client. */
    private static final class TextQueue implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            socket.request(1);
            return null;
        }

        /** Waits for the next text. */
        void next() throws InterruptedException, StartFailure {
            if (Optional.ofNullable(texts.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                    .isEmpty()) {
                throw new StartFailure(
                        StartFailure.CANNOT_RUN,
                        "the rehearsal failed: a message did not arrive within " + TIMEOUT_SECONDS + " s");
            }
        }
    }
}
