package proxystore.relay.config.schema;

import java.util.Locale;

/** An enum whose constants are values of a setting. */
public interface ConfigEnum {
    /** The constant's name; every enum has this method. */
    String name();

    /** The text of the constant in a file, a variable or a flag: its name in lower case. */
    default String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }
}
