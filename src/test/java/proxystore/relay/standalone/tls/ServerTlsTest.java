package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.process.StartFailure;

/** Clients of the JDK meet the engines of each implementation. */
class ServerTlsTest {
    private static final int LONG_BYTES = 100_000;

    /** A handshake of a client that speaks TLS 1.1 at most (RFC 4346, section 7.4.1.2). */
    private static final String TLS_11_HELLO =
            "160301002f" + "0100002b" + "0302" + "11".repeat(32) + "00" + "0004c013c009" + "0100";

    private final List<ServerTls> opened = new ArrayList<>();
    private final List<SSLEngine> engines = new ArrayList<>();

    @AfterEach
    void noEngineIsLeft() {
        engines.forEach(ServerTls::release);
        for (ServerTls tls : opened) {
            assertThat(tls.openEngines()).isZero();
            tls.close();
        }
    }

    static Stream<List<String>> keysAndProtocols() {
        return Stream.of("RSA", "P-256", "P-384", "P-521", "Ed25519")
                .flatMap(kind -> Stream.of("TLSv1.2", "TLSv1.3").map(protocol -> List.of(kind, protocol)))
                .flatMap(pair ->
                        Stream.of("JDK", "NATIVE").map(provider -> List.of(pair.get(0), pair.get(1), provider)));
    }

    @ParameterizedTest
    @MethodSource("keysAndProtocols")
    void aHandshakeSucceedsWithEachKindOfKeyAndPresentsTheWholeChain(List<String> parameters) throws Exception {
        KeyPair keys = TestCertificates.keys(parameters.get(0));
        X509Certificate leaf = TestCertificates.selfSigned(keys);
        X509Certificate above = TestCertificates.selfSigned(TestCertificates.keys("P-256"));
        ServerTls tls = open(
                TlsProvider.valueOf(parameters.get(2)), new ServerCertificate(List.of(leaf, above), keys.getPrivate()));
        EnginePair pair = new EnginePair(TestCertificates.trusting(leaf), newEngine(tls));
        pair.client.setEnabledProtocols(new String[] {parameters.get(1)});

        pair.shakeHands();

        assertThat(pair.client.getSession().getProtocol()).isEqualTo(parameters.get(1));
        assertThat(pair.client.getSession().getPeerCertificates()).containsExactly(leaf, above);
        assertEchoes(pair);
    }

    static Stream<List<String>> suitesOfTls12() {
        return TlsContext.CIPHER_SUITES.stream()
                .filter(suite -> suite.startsWith("TLS_ECDHE"))
                .flatMap(suite -> Stream.of("JDK", "NATIVE").map(provider -> List.of(suite, provider)));
    }

    @ParameterizedTest
    @MethodSource("suitesOfTls12")
    void eachCipherSuiteOfTls12IsAccepted(List<String> parameters) throws Exception {
        String suite = parameters.get(0);
        KeyPair keys = TestCertificates.keys(suite.contains("_RSA_") ? "RSA" : "P-256");
        X509Certificate leaf = TestCertificates.selfSigned(keys);
        ServerTls tls =
                open(TlsProvider.valueOf(parameters.get(1)), new ServerCertificate(List.of(leaf), keys.getPrivate()));
        EnginePair pair = new EnginePair(TestCertificates.trusting(leaf), newEngine(tls));
        pair.client.setEnabledProtocols(new String[] {"TLSv1.2"});
        pair.client.setEnabledCipherSuites(new String[] {suite});

        assertThat(pair.shakeHands().client.getSession().getCipherSuite()).isEqualTo(suite);
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "NATIVE, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "JDK, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "NATIVE, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
    })
    void aCipherSuiteWithoutAuthenticatedEncryptionIsRefused(TlsProvider provider, String suite) throws Exception {
        EnginePair pair = pair(provider);
        pair.client.setEnabledProtocols(new String[] {"TLSv1.2"});
        pair.client.setEnabledCipherSuites(new String[] {suite});

        assertThatThrownBy(pair::shakeHands).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aClientOfAnOlderProtocolIsRefusedWithAnAlert(TlsProvider provider) throws Exception {
        SSLEngine server = newEngine(open(provider, certificate()));
        server.beginHandshake();
        ByteBuffer hello = ByteBuffer.wrap(HexFormat.of().parseHex(TLS_11_HELLO));
        ByteBuffer answer = ByteBuffer.allocate(40_000);

        assertThatThrownBy(() -> {
                    server.unwrap(hello, ByteBuffer.allocate(40_000));
                    // As Grizzly does: it waits for the client unless the engine asks for another step.
                    while (server.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                            || server.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                        for (Runnable task = server.getDelegatedTask();
                                task != null;
                                task = server.getDelegatedTask()) {
                            task.run();
                        }
                        server.wrap(ByteBuffer.allocate(0), answer);
                    }
                })
                .isInstanceOf(SSLException.class);
        if (answer.position() == 0) {
            server.wrap(ByteBuffer.allocate(0), answer); // the JDK makes the alert after it has thrown
        }

        // Fatal, protocol_version (RFC 8446, section 6).
        assertThat(answer.get(0)).isEqualTo((byte) 21);
        assertThat(answer.get(5)).isEqualTo((byte) 2);
        assertThat(answer.get(6)).isEqualTo((byte) 70);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void longDataPassesThroughHeapAndDirectBuffers(TlsProvider provider) throws Exception {
        EnginePair pair = pair(provider).shakeHands();
        byte[] bytes = new byte[LONG_BYTES];
        new Random(1).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(LONG_BYTES + 3)
                .position(3)
                .put(bytes)
                .flip()
                .position(3);

        assertThat(pair.send(pair.server, ByteBuffer.wrap(bytes))).isEqualTo(bytes);
        assertThat(pair.send(pair.server, direct)).isEqualTo(bytes);
        assertThat(pair.send(pair.client, ByteBuffer.wrap(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aRecordThatDoesNotFitOrIsNotCompleteIsNotConsumed(TlsProvider provider) throws Exception {
        EnginePair pair = pair(provider).shakeHands();
        ByteBuffer record = ByteBuffer.allocate(40_000);
        pair.client.wrap(ByteBuffer.wrap(new byte[1000]), record);
        record.flip();

        SSLEngineResult overflow = pair.server.unwrap(record, ByteBuffer.allocate(10));
        SSLEngineResult underflow =
                pair.server.unwrap(record.slice(0, record.limit() - 1), ByteBuffer.allocate(40_000));
        ByteBuffer[] parts = {ByteBuffer.allocate(600), ByteBuffer.allocate(20_000)};
        SSLEngineResult whole = pair.server.unwrap(record, parts);

        assertThat(overflow.getStatus()).isEqualTo(SSLEngineResult.Status.BUFFER_OVERFLOW);
        assertThat(underflow.getStatus()).isEqualTo(SSLEngineResult.Status.BUFFER_UNDERFLOW);
        assertThat(overflow.bytesConsumed() + underflow.bytesConsumed()).isZero();
        assertThat(whole.bytesProduced()).isEqualTo(1000);
        assertThat(parts[0].position()).isEqualTo(600);
        assertThat(parts[1].position()).isEqualTo(400);
        assertThat(record.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "NATIVE, TLSv1.2", "JDK, TLSv1.3", "NATIVE, TLSv1.3"})
    void aDamagedRecordEndsTheConnection(TlsProvider provider, String protocol) throws Exception {
        EnginePair pair = pair(provider);
        pair.client.setEnabledProtocols(new String[] {protocol});
        assertEchoes(pair.shakeHands());
        ByteBuffer damaged = ByteBuffer.allocate(40_000);
        pair.client.wrap(ByteBuffer.wrap(new byte[1000]), damaged);
        damaged.flip().put(100, (byte) (damaged.get(100) ^ 1));

        assertThatThrownBy(() -> pair.server.unwrap(damaged, ByteBuffer.allocate(40_000)))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aRequestForNewKeysIsAnsweredAndDataPassesAfterIt(TlsProvider provider) throws Exception {
        EnginePair pair = pair(provider).shakeHands();
        assertEchoes(pair);

        pair.client.beginHandshake(); // in TLS 1.3 an update of the keys (RFC 8446, section 4.6.3)
        assertEchoes(pair);
        assertEchoes(pair);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aCloseIsAnsweredAndThenNothingIsExpected(TlsProvider provider) throws Exception {
        EnginePair pair = pair(provider).shakeHands();
        ByteBuffer answer = ByteBuffer.allocate(40_000);

        assertThat(pair.closeFromClient().getStatus()).isEqualTo(SSLEngineResult.Status.CLOSED);
        while (pair.server.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            pair.server.wrap(ByteBuffer.allocate(0), answer);
        }

        // In TLS 1.3 the other side may go on sending (RFC 8446, section 6.1); the JDK does.
        assertThat(answer.position() > 0).isEqualTo(provider == TlsProvider.NATIVE);
        assertThat(pair.server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @Test
    void aReleasedEngineIsClosed() throws Exception {
        ServerTls tls = open(TlsProvider.NATIVE, certificate());
        SSLEngine engine = newEngine(tls);
        SSLEngine other = newEngine(tls);
        assertThat(tls.openEngines()).isEqualTo(2);

        ServerTls.release(engine);
        ServerTls.release(engine);

        assertThat(tls.openEngines()).isEqualTo(1);
        assertThat(engine.wrap(ByteBuffer.allocate(1), ByteBuffer.allocate(40_000))
                        .getStatus())
                .isEqualTo(SSLEngineResult.Status.CLOSED);
        assertThat(engine.unwrap(ByteBuffer.allocate(100), ByteBuffer.allocate(40_000))
                        .getStatus())
                .isEqualTo(SSLEngineResult.Status.CLOSED);
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(other.isOutboundDone()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aReplacedCertificateIsForNewConnectionsOnly(TlsProvider provider) throws Exception {
        KeyPair keys = TestCertificates.keys("RSA");
        X509Certificate renewed = TestCertificates.selfSigned(keys);
        ServerCertificate first = certificate();
        ServerTls tls = open(provider, first);
        SSLEngine before = newEngine(tls);
        EnginePair old = new EnginePair(TestCertificates.trusting(first.chain().get(0)), before).shakeHands();
        EnginePair begun =
                new EnginePair(TestCertificates.trusting(first.chain().get(0)), newEngine(tls));

        tls.replace(new ServerCertificate(List.of(renewed), keys.getPrivate()));

        assertEchoes(old);
        assertEchoes(begun.shakeHands());
        assertEchoes(new EnginePair(TestCertificates.trusting(renewed), newEngine(tls)).shakeHands());
    }

    @Test
    void aMissingLibraryIsReportedAndTheJdkUsed() throws Exception {
        ServerTls tls = ServerTls.of(TlsProvider.AUTO, certificate(), Optional.of("no libc.so.6"));
        opened.add(tls);

        assertThat(tls.implementation()).isEqualTo("the JDK (BoringSSL is not available: no libc.so.6)");
        assertThat(newEngine(tls).getClass().getName()).startsWith("sun.security.ssl.");
    }

    @Test
    void aMissingLibraryThatIsRequiredEndsTheStart() {
        assertThatThrownBy(() -> ServerTls.of(TlsProvider.NATIVE, certificate(), Optional.of("no libc.so.6")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("standalone.tls_provider: \"native\" is not available here: no libc.so.6");
    }

    @Test
    void aKeyThatBoringSslDoesNotKnowIsServedByTheJdk() throws Exception {
        KeyPair keys = TestCertificates.keys("Ed448");
        X509Certificate leaf = TestCertificates.selfSigned(keys);
        ServerCertificate certificate = new ServerCertificate(List.of(leaf), keys.getPrivate());
        ServerTls tls = open(TlsProvider.AUTO, certificate);

        assertThat(tls.implementation()).startsWith("the JDK (BoringSSL cannot use the private key: ");
        assertEchoes(new EnginePair(TestCertificates.trusting(leaf), newEngine(tls)).shakeHands());
        assertThatThrownBy(() -> ServerTls.of(TlsProvider.NATIVE, certificate))
                .isInstanceOf(StartFailure.class)
                .message()
                .startsWith("standalone.tls_provider: \"native\" cannot use the private key: ")
                .doesNotContain("\n");
    }

    @Test
    void theImplementationIsNamed() throws Exception {
        assertThat(open(TlsProvider.AUTO, certificate()).implementation()).isEqualTo("BoringSSL");
        assertThat(open(TlsProvider.JDK, certificate()).implementation()).isEqualTo("the JDK");
    }

    private EnginePair pair(TlsProvider provider) throws StartFailure {
        ServerCertificate certificate = certificate();
        return new EnginePair(
                TestCertificates.trusting(certificate.chain().get(0)), newEngine(open(provider, certificate)));
    }

    private static ServerCertificate certificate() {
        KeyPair keys = TestCertificates.keys("P-256");
        return new ServerCertificate(List.of(TestCertificates.selfSigned(keys)), keys.getPrivate());
    }

    private ServerTls open(TlsProvider provider, ServerCertificate certificate) throws StartFailure {
        ServerTls tls = ServerTls.of(provider, certificate);
        opened.add(tls);
        return tls;
    }

    private SSLEngine newEngine(ServerTls tls) {
        SSLEngine engine = tls.newEngine();
        engines.add(engine);
        return engine;
    }

    private static void assertEchoes(EnginePair pair) throws SSLException {
        assertThat(pair.send(pair.client, ByteBuffer.wrap(new byte[] {1, 2, 3})))
                .containsExactly(1, 2, 3);
        assertThat(pair.send(pair.server, ByteBuffer.wrap(new byte[] {4, 5}))).containsExactly(4, 5);
    }
}
