package proxystore.relay.auth.tokenfile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;

/**
 * A file of users and their tokens' hashes, for a small group without an identity provider. Each check of a token reads
 * the file's attributes, and reads the file again if it has changed: users are added and removed without a restart. One
 * thread at a time inspects the file; checks that arrive meanwhile wait for the next inspection and share it.
 *
 * <p>A refusal ends an endpoint's attempts, so it needs proof. A token is refused only if the file has been unchanged
 * for {@link #GRACE}. A file that has just changed may be half written; one that is empty, missing, unreadable or
 * malformed proves nothing about any token. Then a check is unavailable, and the endpoint tries again.
 *
 * <p>A plain SHA-256 is enough: {@link TokenFileEditor} makes tokens of 256 random bits, which cannot be guessed, so
 * salt or a slow hash would protect nothing. For the same reason the look-up need not take constant time: its duration
 * tells at most something about a hash, and a hash does not reveal its token.
 */
public final class TokenFile implements TokenVerifier {
    /**
     * The time that a file must be unchanged before it proves anything. It is also the coarsest resolution of file
     * systems' time stamps (2 s on FAT): within it a change may leave size and time stamp as they were.
     */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** Reads the attributes that differ between two versions of a file. */
    interface AttributeReader {
        Map<String, Object> of(Path file) throws IOException;
    }

    private final Path path;
    private final AttributeReader attributes;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** The result of the last inspection. */
    @GuardedBy("lock")
    private Content latest;
    /** The inspection in progress; null if there is none. */
    @GuardedBy("lock")
    private @Nullable CompletableFuture<Content> inspection;

    /**
     * The result of an inspection.
     *
     * @param version the file's attributes, which change with its text; empty if they could not be read
     * @param sinceNanos when this version was first seen
     * @param settled whether the file was read after it had been unchanged for {@link #GRACE}
     * @param users by their tokens' hashes
     * @param failure why the file proves nothing about tokens; null if it does
     */
    record Content(
            Map<String, Object> version,
            long sinceNanos,
            boolean settled,
            Map<String, User> users,
            @Nullable String failure) {
        /** Created in advance: after an OutOfMemoryError there may be no memory for it. */
        static final Content UNREAD = failed("the tokens file could not be read");

        static Content failed(String why) {
            return new Content(Map.of(), 0, false, Map.of(), why);
        }
    }

    TokenFile(Path path, AttributeReader attributes, Clock clock, LongSupplier nanoTime) throws TokenFileException {
        this.path = path;
        this.attributes = attributes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.latest = read(version(), Content.UNREAD);
    }

    /**
     * Opens a file and reads it once.
     *
     * @param clock the time of day, for the file's age
     * @param nanoTime the monotonic clock, in nanoseconds
     * @throws TokenFileException if the file cannot be read or is malformed
     */
    public static TokenFile open(Path path, Clock clock, LongSupplier nanoTime) throws TokenFileException {
        boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        String names = (unix ? "unix:ctime," : "basic:") + "isRegularFile,size,lastModifiedTime,fileKey";
        return new TokenFile(path, file -> Files.readAttributes(file, names), clock, nanoTime);
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException, InterruptedException {
        Content now = current();
        if (now.failure() != null) {
            throw new UnavailableException(now.failure());
        }
        String hash = token.sha256();
        User user = now.users().get(hash);
        if (user != null) {
            return new Authentication.Accepted(user, Optional.empty(), Optional.of(hash));
        }
        if (!now.settled()) {
            throw new UnavailableException(
                    "tokens file " + path + " has changed less than " + GRACE.toSeconds() + " s ago");
        }
        return Authentication.Forbidden.NOT_ACTIVE;
    }

    /** The users of the last inspection, by their tokens' hashes. */
    Map<String, User> users() {
        synchronized (lock) {
            return latest.users();
        }
    }

    @Override
    public String toString() {
        return "Tokens file " + path;
    }

    /** The result of an inspection that began after this call. */
    Content current() throws UnavailableException, InterruptedException {
        boolean waited = false;
        while (true) {
            CompletableFuture<Content> mine = new CompletableFuture<>();
            CompletableFuture<Content> others;
            Content known;
            synchronized (lock) {
                known = latest;
                others = inspection;
                if (others == null) {
                    inspection = mine;
                }
            }
            if (others == null) {
                inspect(known, mine);
                return await(mine);
            }
            Content found = await(others);
            if (waited) {
                return found;
            }
            waited = true; // this inspection may have begun before the call; the next one has not
        }
    }

    private void inspect(Content known, CompletableFuture<Content> mine) {
        Content found = Content.UNREAD;
        try {
            found = inspect(known);
        } finally { // after an Error too: no other thread completes the inspection
            synchronized (lock) {
                latest = found;
                inspection = null;
            }
            mine.complete(found);
        }
    }

    private Content inspect(Content known) {
        try {
            Map<String, Object> version = version();
            return known.settled() && version.equals(known.version()) ? known : read(version, known);
        } catch (TokenFileException e) {
            return Content.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Content await(CompletableFuture<Content> inspection)
            throws UnavailableException, InterruptedException {
        try {
            return inspection.get();
        } catch (ExecutionException e) {
            throw new UnavailableException("the tokens file could not be read");
        }
    }

    /** Reads the file. Its age is determined before, so that a later change has another time stamp. */
    private Content read(Map<String, Object> version, Content known) throws TokenFileException {
        long now = nanoTime.getAsLong();
        FileTime modified = (FileTime) Objects.requireNonNull(version.get("lastModifiedTime"));
        boolean old = Duration.between(modified.toInstant(), clock.instant()).compareTo(GRACE) >= 0;
        String text = TokenFileFormat.read(path);
        boolean unchanged = version.equals(version());
        boolean seenBefore = unchanged && version.equals(known.version());
        long since = seenBefore ? known.sinceNanos() : now;
        boolean settled = unchanged && (old || now - since >= GRACE.toNanos());
        Map<String, User> users = TokenFileFormat.parse(path, text);
        String failure = text.isBlank() ? "tokens file " + path + " is empty" : null;
        return new Content(version, since, settled, Map.copyOf(users), failure);
    }

    private Map<String, Object> version() throws TokenFileException {
        Map<String, Object> version;
        try {
            version = attributes.of(path);
        } catch (IOException e) {
            throw TokenFileException.unreadable(path, e);
        }
        if (!Boolean.TRUE.equals(version.get("isRegularFile"))) {
            throw new TokenFileException("cannot read tokens file " + path + ": not a regular file");
        }
        return version;
    }
}
