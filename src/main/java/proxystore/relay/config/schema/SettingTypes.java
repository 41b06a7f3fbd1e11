package proxystore.relay.config.schema;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/** The types of settings. */
public final class SettingTypes {
    /** Characters of a wrong value that a message quotes. */
    private static final int SHOWN_LENGTH = 60;

    /** User and password of a URL (RFC 3986, section 3.2.1), which no message quotes. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#]*@");

    private SettingTypes() {}

    public static SettingType<String> text() {
        return scalar("a text, not blank", text -> Optional.of(text), text -> text);
    }

    public static SettingType<Path> path() {
        return scalar("a path", SettingTypes::toPath, Path::toString);
    }

    public static SettingType<URI> url() {
        return scalar("an http or https URL without user, password and fragment", SettingTypes::toUrl, URI::toString);
    }

    public static <E extends Enum<E> & ConfigEnum> SettingType<E> choice(Class<E> choices) {
        E[] constants = choices.getEnumConstants();
        return scalar(
                oneOf(Arrays.stream(constants).map(ConfigEnum::spelling)),
                text -> Arrays.stream(constants)
                        .filter(choice -> choice.spelling().equals(text))
                        .findFirst(),
                ConfigEnum::spelling);
    }

    public static SettingType<String> choice(Set<String> choices) {
        return scalar(
                oneOf(choices.stream().sorted()), text -> Optional.of(text).filter(choices::contains), text -> text);
    }

    public static SettingType<Integer> integer(int min, int max) {
        return new IntegerType<>(min, max, number -> (int) number);
    }

    public static SettingType<Long> longInteger(long min, long max) {
        return new IntegerType<>(min, max, number -> number);
    }

    public static SettingType<Boolean> bool() {
        return new BooleanType();
    }

    public static SettingType<Duration> seconds(double min, double max) {
        return new DurationType(min, max);
    }

    public static <T> SettingType<List<T>> list(SettingType<T> item, int minSize) {
        return new ListType<>(item, minSize);
    }

    /** A wrong value for a message: on one line, and cut. */
    static String show(Object raw) {
        String text = String.valueOf(raw);
        if (raw instanceof String string) {
            text = "\"" + Toml.tomlEscape(USER_INFO.matcher(string).replaceAll("***@")) + "\"";
        } else if (raw instanceof List<?>) {
            text = "an array";
        } else if (raw instanceof TomlTable) {
            text = "a table";
        }
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }

    /**
     * A value that is written as a TOML string.
     *
     * @param allowed as in {@link SettingType#allowed}
     * @param reader reads a text that is not blank; empty if the text is not allowed
     */
    public static <T> SettingType<T> scalar(
            String allowed, Function<String, Optional<T>> reader, Function<T, String> writer) {
        return new ScalarType<>(allowed, texts(reader), writer);
    }

    /** As {@link #scalar}, for values that may hold a secret: messages do not quote them. */
    public static <T> SettingType<T> secretScalar(
            String allowed, Function<String, Optional<T>> reader, Function<T, String> writer) {
        return new ScalarType<>(allowed, texts(reader), writer) {
            @Override
            public boolean secret() {
                return true;
            }
        };
    }

    /** Accepts texts that are not blank, and nothing else. */
    private static <T> Function<Object, Optional<T>> texts(Function<String, Optional<T>> reader) {
        return raw -> raw instanceof String text && !text.isBlank() ? reader.apply(text) : Optional.empty();
    }

    private static String oneOf(Stream<String> choices) {
        return choices.map(choice -> "\"" + choice + "\"").collect(Collectors.joining(", ", "one of ", ""));
    }

    private static Optional<Path> toPath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static Optional<URI> toUrl(String text) {
        try {
            URI url = URI.create(text.strip());
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            boolean plain = url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
            return http && plain ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    /** The number in a text; the text itself if it is none. */
    public static Object toLong(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }

    static IllegalArgumentException not(Object raw, SettingType<?> type) {
        return new IllegalArgumentException(show(raw) + " is not " + type.allowed());
    }

    static IllegalArgumentException outOfRange(String value, String range) {
        return new IllegalArgumentException(value + " is out of range (" + range + ")");
    }
}
