package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;

/** A page in a real browser that is a ProxyStore peer: {@code peer.html} in a window of its own. */
final class BrowserPeer {
    private final ChromeDriver browser;
    private final String window;
    private final UUID uuid = UUID.randomUUID();

    /** Opens the page in this window; a peer that was in it before has gone. */
    BrowserPeer(ChromeDriver browser, String window, URI page) {
        this.browser = browser;
        this.window = window;
        browser.switchTo().window(window);
        browser.get(page.toString());
    }

    UUID uuid() {
        return uuid;
    }

    /** Connects to the relay and registers. */
    void register(RelayAddress relay, String generation) {
        run(
                "start(arguments[0], arguments[1], arguments[2], 'browser')",
                relay.url().toString(),
                generation,
                uuid.toString());
        await("the registration's answer").until(() -> "registered".equals(run("return peer.state")));
    }

    /** Sends an offer to the other peer, through the relay. */
    void call(BrowserPeer other) {
        run("call(arguments[0]).catch((error) => peer.errors.push(String(error)))", other.uuid.toString());
    }

    /** Waits until a direct connection to the other peer stands. */
    void awaitChannel() {
        await("the data channel").until(() -> {
            assertThat(run("return peer.errors")).isEqualTo(List.of());
            return Boolean.TRUE.equals(run("return channelIsOpen()"));
        });
        assertThat(run("return peer.connection.connectionState")).isEqualTo("connected");
        assertThat(run("return peer.descriptions"))
                .as("descriptions that came through the relay")
                .isEqualTo(1L);
    }

    /** Leaves the relay; what was opened with its help stays. */
    void leaveRelay() {
        run("peer.socket.close(1000)");
        await("the closing handshake").until(() -> Long.valueOf(1000).equals(run("return peer.closed")));
    }

    void say(String text) {
        run("peer.channel.send(arguments[0])", text);
    }

    void hears(String text) {
        await("the message over the data channel").until(() -> List.of(text).equals(run("return peer.received")));
    }

    private @Nullable Object run(String script, Object... arguments) {
        browser.switchTo().window(window);
        return browser.executeScript(script, arguments);
    }
}
