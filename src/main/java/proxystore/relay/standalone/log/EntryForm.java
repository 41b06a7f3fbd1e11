package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** A form of the log's entries. Used by one thread. */
interface EntryForm {
    /** Appends an entry, which ends with a newline. No text of the event begins a new line. */
    void append(StringBuilder line, ILoggingEvent event);
}
