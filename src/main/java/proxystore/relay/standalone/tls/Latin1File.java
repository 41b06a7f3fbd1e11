package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of ASCII text that users write by hand: PEM files, tokens. */
public final class Latin1File {
    /** The UTF-8 byte order mark (RFC 3629, section 6) decoded as Latin-1; Windows Notepad writes one. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private Latin1File() {}

    /** Reads a file without its byte order mark. Latin-1 has a character for every byte, so no byte is an error. */
    public static String read(Path path) throws IOException {
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }
}
