package proxystore.relay.auth.tokenfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.log.LogText;

/**
 * Adds tokens to a file and removes them. The file has the hash; the caller who adds a token gets the token itself, once.
 *
 * <p>The file is replaced atomically: a running relay reads the old one or the new one. Permissions, ownership and all other
 * lines stay. If the path is a symbolic link, its target is replaced.
 */
public final class TokenFileEditor {
    /** 256 bits cannot be guessed, so the file may hold a plain hash of them. */
    private static final int TOKEN_BYTES = 32;

    /** Behind the end of each line, as {@link String#lines} finds it. */
    private static final Pattern LINE_ENDS = Pattern.compile("(?<=\n)|(?<=\r)(?!\n)");

    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenFileEditor() {}

    /** Changes the text of a file, after it was found to be well-formed. */
    private interface Edit {
        String apply(String text) throws TokenFileException;
    }

    /**
     * Adds a line for the user to a file of tokens. A missing file is created, readable by its owner alone.
     *
     * @param note what tells this token from the user's others; may be empty
     * @return the token, which is stored nowhere
     * @throws TokenFileException if name or note are not allowed, or the file is malformed or cannot be written
     */
    public static String add(Path file, String user, String note) throws TokenFileException {
        if (!TokenFileFormat.isUser(user)) {
            throw new TokenFileException("a user's name has 1 to " + TokenFileFormat.MAX_USER_LENGTH
                    + " characters, no blanks or control characters, and no # at its beginning");
        }
        if (!TokenFileFormat.isNote(note)) {
            throw new TokenFileException("a note has at most " + TokenFileFormat.MAX_NOTE_LENGTH
                    + " characters, no control characters and no line separators");
        }
        byte[] secret = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(secret);
        BearerToken token =
                new BearerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        String line = TokenFileFormat.line(
                new StoredToken(user, token.sha256(), Optional.of(LocalDate.now(ZoneOffset.UTC)), note));
        rewrite(file, text -> text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + line);
        return token.value();
    }

    /**
     * Removes the tokens of a user, or else the token with a fingerprint. After the last token, a comment stays: a relay
     * takes an empty file for one that is being written.
     *
     * @param which a user's name, or at least {@value BearerToken#FINGERPRINT_LENGTH} digits from the start of a hash
     * @return the removed tokens, at least one
     * @throws TokenFileException if there is no such token, the digits fit several, or the file is malformed or cannot be
     *     written
     */
    public static List<StoredToken> remove(Path file, String which) throws TokenFileException {
        List<StoredToken> removed = new ArrayList<>();
        List<StoredToken> tokens = list(file);
        boolean user = tokens.stream().anyMatch(token -> token.user().equals(which));
        Predicate<StoredToken> chosen = user ? token -> token.user().equals(which) : hasFingerprint(which);
        rewrite(file, text -> {
            StringBuilder kept = new StringBuilder();
            for (String line : LINE_ENDS.split(text, 0)) {
                if (TokenFileFormat.isToken(line)) {
                    StoredToken token = TokenFileFormat.token("", line);
                    if (chosen.test(token)) {
                        removed.add(token);
                        continue;
                    }
                }
                kept.append(line);
            }
            require(removed, user, which, file);
            return kept.toString().isBlank() ? "# no tokens\n" : kept.toString();
        });
        return removed;
    }

    private static Predicate<StoredToken> hasFingerprint(String which) {
        String digits = which.toLowerCase(Locale.ROOT);
        return token -> digits.length() >= BearerToken.FINGERPRINT_LENGTH
                && token.sha256().startsWith(digits);
    }

    private static void require(List<StoredToken> removed, boolean user, String which, Path file)
            throws TokenFileException {
        if (removed.isEmpty()) {
            throw new TokenFileException(
                    "tokens file " + file + ": no user and no fingerprint is " + LogText.of(which));
        }
        if (!user && removed.stream().map(StoredToken::sha256).distinct().count() > 1) {
            throw new TokenFileException("tokens file " + file + ": several fingerprints start with "
                    + LogText.of(which) + ", give more digits of the hash");
        }
    }

    /**
     * The tokens of a file in the order of its lines.
     *
     * @throws TokenFileException if the file is malformed or cannot be read
     */
    public static List<StoredToken> list(Path file) throws TokenFileException {
        return TokenFileFormat.tokens(file, TokenFileFormat.read(file));
    }

    private static void rewrite(Path file, Edit edit) throws TokenFileException {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path written = target.resolveSibling(target.getFileName() + ".new");
            // CREATE_NEW admits one writer at a time: a second one would lose the first one's change.
            try (FileChannel out = FileChannel.open(
                    written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(target))) {
                replace(target, written, out, edit);
            } catch (FileAlreadyExistsException e) {
                throw new TokenFileException(
                        written + " exists: another process is changing the file, or was interrupted; then delete it");
            } catch (IOException e) {
                Files.deleteIfExists(written);
                throw e;
            }
        } catch (TokenFileException e) {
            throw e;
        } catch (IOException e) {
            throw TokenFileException.unwritable(file, e);
        }
    }

    private static void replace(Path target, Path written, FileChannel out, Edit edit) throws IOException {
        String text = "";
        if (Files.exists(target)) {
            text = TokenFileFormat.read(target);
            TokenFileFormat.parse(target, text);
            copyOwnership(target, written);
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(edit.apply(text));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(true);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyOwnership(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes given = view.readAttributes();
        if (!given.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!given.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
