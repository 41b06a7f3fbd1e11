package proxystore.relay.message;

/**
 * A JSON object of the protocol as JSON-B knows it, read or to be written. The one type that Yasson ever looks at: it
 * has no properties, and each one that Yasson looks at costs milliseconds when the first client registers.
 */
sealed interface MessageDocument permits MessageFields, MessageSerializer.Subject {}
