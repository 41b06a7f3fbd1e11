package proxystore.relay.config.schema;

/** An enum constant that a configuration spells in its own way. */
public interface ConfigEnum {
    /** The text that stands for the constant in a file, a variable or a flag. */
    String spelling();
}
