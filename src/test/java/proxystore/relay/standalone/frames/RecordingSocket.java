package proxystore.relay.standalone.frames;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;

/** Grizzly's side of a connection that only records the calls of its methods. */
final class RecordingSocket {
    private RecordingSocket() {}

    /** A connection that adds the name of each called method to the list. */
    static Connection<?> of(List<String> calls) {
        return of(calls, new ArrayList<>());
    }

    /** As {@link #of(List)}, but adds close listeners to a list of their own. */
    @SuppressWarnings("unchecked")
    static Connection<?> of(List<String> calls, List<CloseListener<Connection<?>, CloseType>> listeners) {
        return (Connection<?>) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("toString")) {
                        return "socket";
                    }
                    if (method.getName().equals("addCloseListener")) {
                        listeners.add((CloseListener<Connection<?>, CloseType>) arguments[0]);
                        return null;
                    }
                    calls.add(method.getName());
                    return null;
                });
    }
}
