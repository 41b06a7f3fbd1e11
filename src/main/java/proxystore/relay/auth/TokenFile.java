package proxystore.relay.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of users and their tokens' hashes, for a small group without an identity provider. It is looked at again when
 * somebody comes with a token, at most once in {@link #CHECK_INTERVAL}, and read again when it has changed: users are
 * added and removed without a restart. While it cannot be read, nobody is let in, and nobody is refused either.
 *
 * <p>A plain SHA-256 is enough: {@link TokenGrant} makes tokens of 256 random bits, which nobody can guess, so there is
 * nothing that salt or a slow hash would protect. For the same reason a hash is simply looked up: how long that takes
 * tells at most something of a hash, and from a hash there is no way back to a token.
 */
public final class TokenFile implements TokenVerifier {
    static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final Path path;
    private final LongSupplier nanoTime;
    /** When the file may be looked at next; whoever moves it on looks. */
    private final AtomicLong nextCheckNanos;
    /** Written by whoever moved {@link #nextCheckNanos} on. */
    private volatile Content content;

    /** What tells one version of a file from another: a replaced file has another key, at least on Unix. */
    private record Version(
            FileTime modified, long size, @Nullable Object fileKey) {}

    /**
     * What was found at the last look.
     *
     * @param version of what was read; null if it could not be read, so that the next look reads it again
     * @param failure why there are no users; null if there are
     */
    private record Content(
            @Nullable Version version,
            Map<String, User> users,
            @Nullable String failure) {}

    private TokenFile(Path path, LongSupplier nanoTime, Content content) {
        this.path = path;
        this.nanoTime = nanoTime;
        this.nextCheckNanos = new AtomicLong(nanoTime.getAsLong() + CHECK_INTERVAL.toNanos());
        this.content = content;
    }

    /**
     * Opens a file that must be in order now.
     *
     * @throws TokenFileException if it is not
     */
    public static TokenFile open(Path path, LongSupplier nanoTime) throws TokenFileException {
        return new TokenFile(path, nanoTime, load(path, null));
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException {
        Content now = content();
        if (now.failure() != null) {
            throw new UnavailableException(now.failure());
        }
        User user = now.users().get(token.sha256());
        return user == null ? Authentication.Forbidden.NOT_ACTIVE : new Authentication.Accepted(user);
    }

    private Content content() {
        long now = nanoTime.getAsLong();
        long due = nextCheckNanos.get();
        if (now - due >= 0 && nextCheckNanos.compareAndSet(due, now + CHECK_INTERVAL.toNanos())) {
            try {
                content = load(path, content);
            } catch (TokenFileException e) {
                content = new Content(null, Map.of(), e.getMessage());
            }
        }
        return content;
    }

    /** Reads the file, unless it is still what {@code known} is. */
    private static Content load(Path path, @Nullable Content known) throws TokenFileException {
        Version version = version(path);
        if (known != null && version.equals(known.version())) {
            return known;
        }
        return new Content(version, Map.copyOf(TokenLines.parse(path, TokenLines.read(path))), null);
    }

    private static Version version(Path path) throws TokenFileException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            throw TokenFileException.unreadable(path, e);
        }
    }
}
