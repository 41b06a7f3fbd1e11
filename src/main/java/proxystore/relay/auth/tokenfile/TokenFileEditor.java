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
import java.util.Base64;
import java.util.Set;
import proxystore.relay.auth.BearerToken;

/** Adds tokens to a file: the file gets the hash, and the caller gets the token itself, once. */
public final class TokenFileEditor {
    /** 256 bits cannot be guessed, so the file may hold a plain hash of them. */
    private static final int TOKEN_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenFileEditor() {}

    /**
     * Adds a line for the user to a file of tokens. A missing file is created, readable by its owner alone. The file is
     * replaced atomically: a running relay reads the old one or the new one. Permissions and ownership stay. If the
     * path is a symbolic link, its target is replaced.
     *
     * @return the token, which is stored nowhere
     * @throws TokenFileException if the name is not allowed, or the file is malformed or cannot be written
     */
    public static String add(Path file, String user) throws TokenFileException {
        if (!TokenFileFormat.isUser(user)) {
            throw new TokenFileException("a user's name has 1 to " + TokenFileFormat.MAX_USER_LENGTH
                    + " characters, no blanks or control characters, and no # at its beginning");
        }
        byte[] secret = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(secret);
        BearerToken token =
                new BearerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        try {
            addLine(file, TokenFileFormat.line(user, token));
        } catch (TokenFileException e) {
            throw e;
        } catch (IOException e) {
            throw TokenFileException.unwritable(file, e);
        }
        return token.value();
    }

    private static void addLine(Path file, String line) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path written = target.resolveSibling(target.getFileName() + ".new");
        try {
            // CREATE_NEW admits one writer at a time: a second one would lose the first one's line.
            try (FileChannel out = FileChannel.open(
                    written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(target))) {
                replace(target, written, out, line);
            } catch (IOException e) {
                if (!(e instanceof FileAlreadyExistsException)) {
                    Files.deleteIfExists(written);
                }
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw new TokenFileException(
                    written + " exists: another process is adding a token, or was interrupted; then delete it");
        }
    }

    private static void replace(Path target, Path written, FileChannel out, String line) throws IOException {
        String text = "";
        if (Files.exists(target)) {
            text = TokenFileFormat.read(target);
            TokenFileFormat.parse(target, text);
            copyOwnership(target, written);
        }
        String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + separator + line);
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
