package proxystore.relay.auth.tokenfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proxystore.relay.auth.User;

/**
 * The format of a file of tokens: UTF-8, on each line {@code user sha256-of-the-token}, and optionally the date on which it
 * was added and a note; a line that starts with {@code #} is a comment. Lines end as on Unix or as on Windows, whose editors
 * may write a byte order mark.
 */
final class TokenFileFormat {
    /** Longest file in bytes, some 150,000 tokens; a longer one is refused. */
    static final int MAX_BYTES = 16 << 20;

    /** Longest user name in characters. */
    static final int MAX_USER_LENGTH = 128;

    /** Longest note in characters that is written. */
    static final int MAX_NOTE_LENGTH = 128;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private static final Pattern USER = Pattern.compile("(?!#)[^\\s\\p{C}\\p{Z}]+");
    private static final Pattern NOTE = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*");
    private static final Pattern LINE = Pattern.compile("(?<user>" + USER.pattern() + ")\\s+(?<hash>[0-9a-fA-F]{64})"
            + "(?:\\s+(?<date>\\d{4}-\\d{2}-\\d{2})(?:\\s+(?<note>\\S.*))?)?");

    private TokenFileFormat() {}

    /** Whether this can be a user's name: no blanks, no control characters, no {@code #} at the start. */
    static boolean isUser(String name) {
        return name.length() <= MAX_USER_LENGTH && USER.matcher(name).matches();
    }

    /** Whether this can be a note: no control characters and no line separators. */
    static boolean isNote(String text) {
        return text.length() <= MAX_NOTE_LENGTH && NOTE.matcher(text).matches();
    }

    static String line(StoredToken token) {
        String date = token.added().map(day -> " " + day).orElse("");
        String note = token.note().isBlank() ? "" : " " + token.note().strip();
        return token.user() + " " + token.sha256() + date + note + "\n";
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
     * @throws TokenFileException if a line is neither empty nor a comment nor a token, or two users have one token
     */
    static Map<String, User> parse(Path file, String text) throws TokenFileException {
        Map<String, User> users = new HashMap<>();
        for (StoredToken token : tokens(file, text)) {
            users.put(token.sha256(), token.asUser());
        }
        return users;
    }

    /** Parses the tokens in the order of their lines; see {@link #parse}. */
    static List<StoredToken> tokens(Path file, String text) throws TokenFileException {
        List<StoredToken> tokens = new ArrayList<>();
        Map<String, String> users = new HashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String place = "tokens file " + file + ", line " + (i + 1);
            if (isToken(lines.get(i))) {
                StoredToken token = token(place, lines.get(i));
                String other = users.put(token.sha256(), token.user());
                if (other != null && !other.equals(token.user())) {
                    throw new TokenFileException(place + ": this token is another user's already");
                }
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** Whether a line must be a token: it is neither empty nor a comment. */
    static boolean isToken(String line) {
        String text = line.strip();
        return !text.isEmpty() && !text.startsWith("#");
    }

    /**
     * Parses one line, which {@link #isToken}.
     *
     * @param place the origin of the line, for messages
     */
    static StoredToken token(String place, String line) throws TokenFileException {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches() && isUser(matcher.group("user"))) {
            try {
                return new StoredToken(
                        matcher.group("user"),
                        matcher.group("hash").toLowerCase(Locale.ROOT),
                        Optional.ofNullable(matcher.group("date")).map(LocalDate::parse),
                        Optional.ofNullable(matcher.group("note")).orElse(""));
            } catch (DateTimeException e) {
                throw new TokenFileException(place + ": no such date");
            }
        }
        throw new TokenFileException(place + ": must be a user's name without blanks, a SHA-256 of 64 hexadecimal"
                + " digits and, optionally, a date (2026-01-31) and a note");
    }
}
