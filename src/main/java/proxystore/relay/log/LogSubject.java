package proxystore.relay.log;

import java.util.Map;

/** Whom log entries are about. Its text names it in the entry's message. */
public interface LogSubject {
    /** The fields of an entry about it now, in a log that has them, in their order. A number is written as one, any other value as its text. */
    Map<String, Object> logFields();
}
