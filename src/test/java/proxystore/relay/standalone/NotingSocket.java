package proxystore.relay.standalone;

import java.lang.reflect.Proxy;
import java.util.List;
import org.glassfish.grizzly.Connection;

/** Grizzly's side of a connection that only takes notes of what it is told. */
final class NotingSocket {
    private NotingSocket() {}

    /** One that adds the name of every method called to the list. */
    static Connection<?> of(List<String> calls) {
        return (Connection<?>) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("toString")) {
                        return "socket";
                    }
                    calls.add(method.getName());
                    return null;
                });
    }
}
