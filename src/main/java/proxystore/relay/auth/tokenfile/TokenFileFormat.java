package proxystore.relay.auth.tokenfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.User;

/**
 * The format of a file of tokens: UTF-8, {@code user sha256-of-the-token} on each line; a line that starts with
 * {@code #} is a comment. Lines end as on Unix or as on Windows, whose editors may write a byte order mark.
 */
final class TokenFileFormat {
    /** Longest file in bytes, some 150,000 tokens; a longer one is refused. */
    static final int MAX_BYTES = 16 << 20;

    /** Longest user name in characters. */
    static final int MAX_USER_LENGTH = 128;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private static final Pattern USER = Pattern.compile("(?!#)[^\\s\\p{C}\\p{Z}]+");
    private static final Pattern LINE = Pattern.compile("(" + USER.pattern() + ")\\s+([0-9a-fA-F]{64})");

    private TokenFileFormat() {}

    /** Whether this can be a user's name: no blanks, no control characters, no {@code #} at the start. */
    static boolean isUser(String name) {
        return name.length() <= MAX_USER_LENGTH && USER.matcher(name).matches();
    }

    static String line(String user, BearerToken token) {
        return user + " " + token.sha256() + "\n";
    }

    /**
     * Reads a file, without its byte order mark.
     *
     * @throws TokenFileException if it cannot be read, is too long or is not UTF-8
     */
    static String read(Path file) throws TokenFileException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw TokenFileException.unreadable(file, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new TokenFileException("tokens file " + file + ": longer than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new TokenFileException("tokens file " + file + ": not UTF-8");
        }
    }

    /**
     * Parses the users by their tokens' hashes.
     *
     * @param file the origin of the text, for messages
     * @throws TokenFileException if a line is neither empty nor a comment nor a user and a hash
     */
    static Map<String, User> parse(Path file, String text) throws TokenFileException {
        Map<String, User> users = new HashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !isUser(matcher.group(1))) {
                throw new TokenFileException("tokens file " + file + ", line " + (i + 1)
                        + ": must be a user's name without blanks and a SHA-256 of 64 hexadecimal digits");
            }
            String name = matcher.group(1);
            User other = users.put(matcher.group(2).toLowerCase(Locale.ROOT), new User(name, name));
            if (other != null && !other.id().equals(name)) {
                throw new TokenFileException(
                        "tokens file " + file + ", line " + (i + 1) + ": this token is another user's already");
            }
        }
        return users;
    }
}
