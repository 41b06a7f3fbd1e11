package proxystore.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, which Maven writes into {@code version.properties}. */
public final class RelayVersion {
    private static final String DEVELOPMENT = "development";
    private static final String UNKNOWN = "unknown";

    private static final Properties KNOWN = read();

    private RelayVersion() {}

    /** As in {@code 1.0.0}; {@code development} for classes that Maven has not built. */
    public static String text() {
        return known("version", DEVELOPMENT);
    }

    /**
     * The commit of the sources, as in {@code 85bfa37ad1f6}, with {@code -dirty} if they were changed; {@code unknown} for a
     * build outside a Git repository.
     */
    public static String commit() {
        return known("commit", UNKNOWN);
    }

    /** Version and commit, as in {@code 1.0.0 (commit 85bfa37ad1f6)}. */
    public static String withCommit() {
        return text() + " (commit " + commit() + ")";
    }

    private static String known(String key, String otherwise) {
        String value = KNOWN.getProperty(key, "$");
        return value.startsWith("$") ? otherwise : value;
    }

    private static Properties read() {
        try (InputStream in = RelayVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
