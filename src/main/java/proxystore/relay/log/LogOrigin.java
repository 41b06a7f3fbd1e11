package proxystore.relay.log;

/**
 * Names a relay in a log that it shares with others: the context path of its deployment. A container loads the classes of each
 * deployment of the WAR anew (Jakarta Servlet 6.0, section 10.7.2), so the name is the deployment's own. Other relays have none.
 */
public final class LogOrigin {
    /** Empty, or what ends the entries. */
    private static volatile String suffix = "";

    private LogOrigin() {}

    /**
     * Ends the texts of {@link #name} with a context path from now on.
     *
     * @param contextPath empty for the root application, whose texts stay as they are
     */
    public static void set(String contextPath) {
        suffix = contextPath.isEmpty() ? "" : " [" + LogText.of(contextPath) + "]";
    }

    /** The text with the relay that logs it. */
    public static String name(String text) {
        return text + suffix;
    }
}
