package proxystore.relay.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A text of the class path beside this class, which pages load: a style sheet or a script. Each request reads it. */
final class StaticFile {
    private StaticFile() {}

    /**
     * The route of a file.
     *
     * @param path a slash and the name of the file
     * @param type the {@code Content-Type}
     */
    static Route of(String path, String type) {
        return Route.rendered(path, request -> new Page(Page.OK, type, Map.of(), read(path.substring(1))));
    }

    /** The text of a file beside this class. */
    static String read(String name) {
        try (InputStream in = Objects.requireNonNull(StaticFile.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
