package proxystore.relay.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Finds files that every user of the machine may read or change, where the file system knows such permissions. */
final class FileModes {
    private FileModes() {}

    /**
     * The warning about a file with secrets; empty if only owner and group have access, or it cannot be examined.
     *
     * @param key the setting that names the file
     */
    static Optional<String> warning(String key, Path file) {
        try {
            Path real = file.toRealPath();
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(real);
            boolean changeable = modes.contains(PosixFilePermission.OTHERS_WRITE);
            if (!(changeable || modes.contains(PosixFilePermission.OTHERS_READ)) || !isReachable(real)) {
                return Optional.empty();
            }
            return Optional.of(key + ": every user of this machine may " + (changeable ? "change " : "read ") + file
                    + " (chmod o= makes it private)");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // a file that cannot be read is a mistake, which is reported when it is opened
        }
    }

    /** Whether every user may pass through all directories above the file. */
    private static boolean isReachable(Path real) throws IOException {
        for (Path directory = real.getParent(); directory != null; directory = directory.getParent()) {
            if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
