package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** The form of the entries in the standalone relay's log. */
public enum LogFormat implements ConfigEnum {
    /** A line of text for each entry, followed by its stack trace if it has one. */
    TEXT,
    /** A line with a JSON object for each entry. */
    JSON
}
