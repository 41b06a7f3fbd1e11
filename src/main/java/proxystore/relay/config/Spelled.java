package proxystore.relay.config;

/** An enum constant that a configuration spells in its own way. */
interface Spelled {
    /** The text that stands for the constant in a file, a variable or a flag. */
    String spelling();
}
