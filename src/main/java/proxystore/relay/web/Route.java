package proxystore.relay.web;

import java.util.List;
import java.util.function.Function;

/**
 * A page and its place.
 *
 * @param path the path within the application, from its slash on
 * @param methods the methods of its requests
 * @param viewers who may see it
 * @param making where it is made
 * @param page makes the answer to a request that the viewers may make
 */
record Route(String path, List<String> methods, Viewers viewers, Making making, Function<PageRequest, Page> page) {
    /** Who may see a page. */
    enum Viewers {
        EVERYONE,
        ADMINISTRATORS
    }

    /** Where a page is made. */
    enum Making {
        /** On the thread that has read the request: it is small, and nothing in it blocks. */
        AT_ONCE,
        /** On the executor of the pages. */
        ON_EXECUTOR
    }

    private static final List<String> READING = List.of("GET", "HEAD");
    private static final List<String> CHANGING = List.of("POST");

    /** A small page for everyone. */
    static Route small(String path, Function<PageRequest, Page> page) {
        return new Route(path, READING, Viewers.EVERYONE, Making.AT_ONCE, page);
    }

    /** A page for everyone that takes some work, or reads a file. */
    static Route rendered(String path, Function<PageRequest, Page> page) {
        return new Route(path, READING, Viewers.EVERYONE, Making.ON_EXECUTOR, page);
    }

    /** A page for administrators. */
    static Route admin(String path, Function<PageRequest, Page> page) {
        return new Route(path, READING, Viewers.ADMINISTRATORS, Making.ON_EXECUTOR, page);
    }

    /** What changes something for an administrator, if {@link ChangeRequest} does not refuse it. */
    static Route change(String path, Function<PageRequest, Page> page) {
        return new Route(path, CHANGING, Viewers.ADMINISTRATORS, Making.ON_EXECUTOR, page);
    }

    boolean changes() {
        return methods.equals(CHANGING);
    }

    boolean isForAdministrators() {
        return viewers == Viewers.ADMINISTRATORS;
    }
}
