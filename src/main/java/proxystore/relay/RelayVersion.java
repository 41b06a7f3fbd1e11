package proxystore.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, which Maven writes into {@code version.properties}. */
public final class RelayVersion {
    private static final String DEVELOPMENT = "development";

    private RelayVersion() {}

    /** Read by the first call of {@link #text}. */
    private static final class Known {
        private static final String TEXT = read();
    }

    /** As in {@code 1.0.0}; {@code development} for classes that Maven has not built. */
    public static String text() {
        return Known.TEXT;
    }

    private static String read() {
        try (InputStream in = RelayVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String version = properties.getProperty("version", "$");
            return version.startsWith("$") ? DEVELOPMENT : version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
