package proxystore.relay.peer;

import java.io.IOException;
import proxystore.relay.message.CloseStatus;

/** A transport that does nothing but what a test overrides. */
abstract class QuietTransport implements Transport {
    @Override
    public void ping() throws IOException {}

    @Override
    public void close(CloseStatus status) {}

    @Override
    public void terminate() {}

    @Override
    public String remoteAddress() {
        return "192.0.2.9:9";
    }
}
