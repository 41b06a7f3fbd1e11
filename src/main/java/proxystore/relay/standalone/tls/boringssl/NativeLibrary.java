package proxystore.relay.standalone.tls.boringssl;

import io.netty.handler.ssl.OpenSsl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The library of BoringSSL for this platform. Its first use unpacks it into the directory {@code io.netty.native.workdir}
 * or, without this system property, {@code java.io.tmpdir}, loads it and deletes the file.
 */
public final class NativeLibrary {
    static {
        // Engines get direct buffers of their own, so Netty needs none. JDK 24 and later warn of sun.misc.Unsafe.
        setDefault("io.netty.noUnsafe", "true");
        // Tests count the engines; a tracked engine costs a stack trace.
        setDefault("io.netty.leakDetection.level", "disabled");
    }

    private NativeLibrary() {}

    /** Why TLS by BoringSSL is not available, in one line; empty if it is. */
    public static Optional<String> unavailable() {
        return OpenSsl.isAvailable() ? Optional.empty() : Optional.of(reason(OpenSsl.unavailabilityCause()));
    }

    /** The cause of a failure in one line. */
    static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        Throwable first = root(cause);
        String text = first.getMessage() == null ? first.toString() : first.getMessage();
        return text.lines().findFirst().orElse(first.toString());
    }

    /** The failure of the attempt with this platform's own name, which is the first of several. */
    private static Throwable root(Throwable failure) {
        if (failure.getSuppressed().length > 0) {
            return root(failure.getSuppressed()[0]);
        }
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value); // this JVM is the relay's alone
        }
    }
}
