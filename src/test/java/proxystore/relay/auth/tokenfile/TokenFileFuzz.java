package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.User;
import proxystore.relay.fuzz.Claims;
import proxystore.relay.fuzz.FuzzTarget;

/**
 * Fuzz target: any bytes, as a file of tokens.
 *
 * <ul>
 *   <li>Only {@link TokenFileException} is thrown, with one line that quotes nothing of the file.
 *   <li>The users of an accepted file are those that a simple second reading finds, whatever the ends of its lines are.
 *   <li>A user who is added to an accepted file is found with the new token, all others stay, and a token that is not in the
 *       file is refused. When this token is removed, all others stay.
 * </ul>
 */
public final class TokenFileFuzz {
    private static final int BYTES_PER_BYTE = 200;
    private static final int MAX_MESSAGE_LENGTH = 300;
    private static final String ADDED = "added-by-the-test";
    private static final Path FILE = FuzzTarget.temporaryFile("tokens");

    /** Long after the last change of the file. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));

    private TokenFileFuzz() {}

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Files.write(FILE, input);
        Map<String, User> users;
        try {
            String text = TokenFileFormat.read(FILE);
            users = Claims.boundedMemory(input.length, BYTES_PER_BYTE, () -> parse(text));
            assertThat(users).isEqualTo(expected(text));
            String unix = text.replace("\r", "");
            assertThat(parse(unix.replace("\n", "\r\n"))).isEqualTo(parse(unix));
        } catch (TokenFileException e) {
            isClear(e, input);
            return;
        } catch (Malformed e) {
            isClear(e.why, input);
            return;
        }
        add(users);
    }

    /** Wraps a {@link TokenFileException}, which is checked. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final TokenFileException why;

        Malformed(TokenFileException why) {
            super(why);
            this.why = why;
        }
    }

    private static Map<String, User> parse(String text) {
        try {
            return TokenFileFormat.parse(FILE, text);
        } catch (TokenFileException e) {
            throw new Malformed(e);
        }
    }

    private static void isClear(TokenFileException failure, byte[] input) {
        String message = String.valueOf(failure.getMessage());
        Claims.oneLine(message, MAX_MESSAGE_LENGTH);
        assertThat(message).startsWith("tokens file " + FILE);
        String rest = message.substring(("tokens file " + FILE).length());
        for (String word : new String(input, StandardCharsets.UTF_8).split("\\s+", -1)) {
            assertThat(word.length() > 20 && rest.contains(word))
                    .as("quotes %s", word)
                    .isFalse();
        }
    }

    /** The users, with less care: a line without white space at its ends is a name and a hash with white space between. */
    private static Map<String, User> expected(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+"))
                .peek(words -> assertThat(words.length == 2 || words[2].matches("\\d{4}-\\d\\d-\\d\\d"))
                        .isTrue())
                .collect(Collectors.toMap(
                        words -> words[1].toLowerCase(Locale.ROOT),
                        words -> new User(words[0], words[0]),
                        (one, same) -> one));
    }

    private static void add(Map<String, User> users) throws Exception {
        BearerToken token = new BearerToken(TokenFileEditor.add(FILE, ADDED, ""));
        Map<String, User> after = parse(TokenFileFormat.read(FILE));
        assertThat(after).containsAllEntriesOf(users).hasSize(users.size() + 1);
        TokenFile file = TokenFile.open(FILE, LATER, System::nanoTime);
        assertThat(file.verify(token))
                .isEqualTo(new Authentication.Accepted(
                        new User(ADDED, ADDED), Optional.empty(), Optional.of(token.sha256())));
        assertThat(file.verify(new BearerToken(token.value() + "x"))).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
        TokenFileEditor.remove(FILE, token.sha256());
        assertThat(parse(TokenFileFormat.read(FILE))).isEqualTo(users);
    }
}
