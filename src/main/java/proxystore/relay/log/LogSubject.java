package proxystore.relay.log;

import java.util.Map;

/** The client or connection that a log entry is about. The entry's text names it by {@link Object#toString}. */
public interface LogSubject {
    /**
     * The fields of an entry that is logged now, by name, in the order in which the log writes them. The log writes an
     * {@link Integer} or a {@link Long} as a number and any other value as its text.
     */
    Map<String, Object> logFields();
}
