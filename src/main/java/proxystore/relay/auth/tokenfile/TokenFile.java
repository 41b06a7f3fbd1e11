package proxystore.relay.auth.tokenfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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
 * A file of users and their tokens' hashes, for a small group without an identity provider. Each check looks at the file,
 * and reads it again when it has changed: users are added and removed without a restart. One thread at a time looks;
 * checks that arrive meanwhile wait for the next look and share it.
 *
 * <p>A refusal ends an endpoint's attempts, so it needs proof. A token is refused only if the file has been left alone
 * for {@link #GRACE}. A file that has just changed may be half written; one that is empty, missing, unreadable or not in
 * order says nothing about any token. Then a check is unavailable, and the endpoint tries again.
 *
 * <p>A plain SHA-256 is enough: {@link TokenFileEditor} makes tokens of 256 random bits, which cannot be guessed, so there is
 * nothing that salt or a slow hash would protect. For the same reason a hash is simply looked up: how long that takes
 * tells at most something of a hash, and a hash does not lead to its token.
 */
public final class TokenFile implements TokenVerifier {
    /**
     * The time that a file must be left alone before it proves anything. It is also the longest tick of file systems'
     * time stamps, 2 s on FAT and less elsewhere: until then a change may leave size and time as they were.
     */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** What tells one version of a file from another. */
    interface Attributes {
        Map<String, Object> of(Path file) throws IOException;
    }

    private final Path path;
    private final Attributes attributes;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** Guarded by the lock: what the last look found. */
    private Content latest;
    /** Guarded by the lock: the look that is under way; null if none is. */
    private @Nullable CompletableFuture<Content> looking;

    /**
     * What a look found.
     *
     * @param version the file's attributes, which change with its text; empty if they could not be read
     * @param sinceNanos when this version was first seen
     * @param settled whether the file was read after it had been left alone for {@link #GRACE}
     * @param users by their tokens' hashes
     * @param failure why the file says nothing about tokens; null if it does
     */
    private record Content(
            Map<String, Object> version,
            long sinceNanos,
            boolean settled,
            Map<String, User> users,
            @Nullable String failure) {
        /** Made at the start: after an OutOfMemoryError there may be no memory for it. */
        static final Content UNREAD = failed("the tokens file could not be read");

        static Content failed(String why) {
            return new Content(Map.of(), 0, false, Map.of(), why);
        }
    }

    TokenFile(Path path, Attributes attributes, Clock clock, LongSupplier nanoTime) throws TokenFileException {
        this.path = path;
        this.attributes = attributes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.latest = read(version(), Content.UNREAD);
    }

    /**
     * Opens a file that must be in order now.
     *
     * @param clock the time of day, for the file's age
     * @param nanoTime the clock, in nanoseconds from any moment
     * @throws TokenFileException if it is not
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
        User user = now.users().get(token.sha256());
        if (user != null) {
            return new Authentication.Accepted(user);
        }
        if (!now.settled()) {
            throw new UnavailableException(
                    "tokens file " + path + " has changed less than " + GRACE.toSeconds() + " s ago");
        }
        return Authentication.Forbidden.NOT_ACTIVE;
    }

    /** What a look finds that began after this call. */
    private Content current() throws UnavailableException, InterruptedException {
        boolean waited = false;
        while (true) {
            CompletableFuture<Content> mine = new CompletableFuture<>();
            CompletableFuture<Content> others;
            Content known;
            synchronized (lock) {
                known = latest;
                others = looking;
                if (others == null) {
                    looking = mine;
                }
            }
            if (others == null) {
                look(known, mine);
                return await(mine);
            }
            Content found = await(others);
            if (waited) {
                return found;
            }
            waited = true; // this look began before the call; the next one does not
        }
    }

    private void look(Content known, CompletableFuture<Content> mine) {
        Content found = Content.UNREAD;
        try {
            found = look(known);
        } finally { // after an Error too: no other thread ends the look
            synchronized (lock) {
                latest = found;
                looking = null;
            }
            mine.complete(found);
        }
    }

    private Content look(Content known) {
        try {
            Map<String, Object> version = version();
            return known.settled() && version.equals(known.version()) ? known : read(version, known);
        } catch (TokenFileException e) {
            return Content.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Content await(CompletableFuture<Content> look) throws UnavailableException, InterruptedException {
        try {
            return look.get();
        } catch (ExecutionException e) {
            throw new UnavailableException("the tokens file could not be read");
        }
    }

    /** Reads the file. Its age is taken before, so that a change from then on has another time stamp. */
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
