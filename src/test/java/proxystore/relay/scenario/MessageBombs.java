package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Texts that are expensive to decode. Generation 0.5 goes on after a malformed one, generation 1.0 is closed. */
final class MessageBombs {
    private static final int MALFORMED = 4000;
    private static final int MEGABYTE = 1_000_000;
    /** Texts of a megabyte that a client sends. */
    private static final int FEW = 3;

    private MessageBombs() {}

    /** A client's text of this number. */
    private interface Bomb extends BiFunction<TestEndpoint, Integer, String> {}

    static Stream<Named<Attack>> all() {
        String nested = "[".repeat(MEGABYTE / 2) + "]".repeat(MEGABYTE / 2);
        String equalNames = "\"name\":\"\",".repeat(MEGABYTE / 10);
        return Stream.of(
                Named.of(
                        "deep JSON",
                        Attack.inTurn(
                                bomb("a million open brackets", "[".repeat(MEGABYTE)),
                                bomb("a million brackets as a name", "{\"name\":" + nested + "}"),
                                bomb("nested objects", "{\"name\":".repeat(MEGABYTE / 8)))),
                Named.of(
                        "long JSON",
                        Attack.inTurn(
                                bomb("a key of a megabyte", "{\"" + "x".repeat(MEGABYTE) + "\":1}"),
                                bomb("a million digits", "{\"name\":" + "1".repeat(MEGABYTE) + "}"),
                                bomb("a long exponent", "{\"name\":1e" + "9".repeat(MEGABYTE) + "}"),
                                bomb("a million blanks", " ".repeat(MEGABYTE)),
                                malformed("a name of a megabyte", FEW, (client, i) -> registration(client, "name")),
                                malformed("a uuid of a megabyte", FEW, (client, i) -> registration(client, "uuid")))),
                Named.of(
                        "many keys",
                        Attack.inTurn(
                                bomb("equal ones", "{" + equalNames + "\"uuid\":\"\"}"),
                                bomb("different ones", differentNames()),
                                malformed(
                                        "another one in each message",
                                        500,
                                        (client, i) -> "{\"name" + i + "\":" + i + "}"))),
                Named.of(
                        "many escapes",
                        Attack.inTurn(
                                escapes("lone surrogates", "\\ud800"),
                                escapes("control characters", "\\u0000"),
                                escapes("emoji", "\\ud83d\\ude00"))));
    }

    private static String differentNames() {
        return IntStream.range(0, MEGABYTE / 10)
                .mapToObj(i -> "\"" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String registration(TestEndpoint client, String key) {
        return TestMessages.with(client.registration(), key, "a".repeat(MEGABYTE))
                .toString();
    }

    private static Named<Attack> bomb(String title, String text) {
        return malformed(title, FEW, (client, i) -> text);
    }

    private static Named<Attack> malformed(String title, int count, Bomb bomb) {
        return Named.of(title, offenders -> {
            TestEndpoint skipped = offenders.register(ClientGeneration.V0_5);
            for (int i = 0; i < count; i++) {
                skipped.peer().sendText(bomb.apply(skipped, i));
            }
            skipped.assertRegisteredAndQuiet();
            TestEndpoint closed = offenders.register(ClientGeneration.V1_0);
            closed.peer().sendTextAsFarAsItGets(bomb.apply(closed, count));
            assertThat(closed.peer().awaitClose().code()).isEqualTo(MALFORMED);
        });
    }

    /**
     * Descriptions of escapes only: whether they are forwarded, returned or skipped, both clients stay. All of them fit into an
     * outbox.
     */
    private static Named<Attack> escapes(String title, String escape) {
        return Named.of(title, offenders -> {
            List<TestEndpoint> both = offenders.register(2);
            String offer = both.get(0).offer(both.get(1).uuid()).toString();
            String description = escape.repeat(MEGABYTE / 2 / FEW / escape.length());
            for (int i = 0; i < FEW; i++) {
                both.get(0)
                        .peer()
                        .sendText(offer.replaceFirst("\"description\":\"[^\"]*\"", "\"description\":\"TEXT\"")
                                .replace("TEXT", description));
            }
            both.forEach(MessageBombs::assertStays);
        });
    }

    private static void assertStays(TestEndpoint client) {
        JsonObject marker = TestMessages.with(client.offer(client.uuid()), "description", "marker");
        client.peer().send(marker);
        String next = client.peer().expectText();
        while (!next.equals(marker.toString())) {
            next = client.peer().expectText();
        }
    }
}
