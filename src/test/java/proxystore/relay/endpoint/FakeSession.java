package proxystore.relay.endpoint;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session that records its calls. It has the few methods that the relay may call; any other one fails the test. */
final class FakeSession {
    final Map<String, Object> userProperties = new HashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    /** The handlers of the sends, which the test completes. */
    final List<SendHandler> sends = new CopyOnWriteArrayList<>();
    /** Called within the call that sends. */
    volatile Consumer<SendHandler> sending = handler -> {};
    /** Thrown by a close; null if it succeeds. */
    volatile @Nullable IOException closeFailure;

    private final RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (proxy, method, arguments) -> {
        calls.add(method.getName());
        switch (method.getName()) {
            case "sendText" -> {
                calls.add(String.valueOf(arguments[0]));
                sends.add((SendHandler) arguments[1]);
                sending.accept((SendHandler) arguments[1]);
            }
            case "sendPing" -> {}
            default -> throw new AssertionError(method);
        }
        return null;
    });

    final Session session = proxy(Session.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "getUserProperties" -> userProperties;
        case "getAsyncRemote" -> remote;
        case "setMaxIdleTimeout" -> {
            calls.add("setMaxIdleTimeout " + arguments[0]);
            yield null;
        }
        case "close" -> {
            CloseReason reason = (CloseReason) arguments[0];
            calls.add("close " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
            if (closeFailure != null) {
                throw closeFailure;
            }
            yield null;
        }
        default -> throw new AssertionError(method);
    });

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FakeSession.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
