package proxystore.relay.endpoint;

/** What somebody sees who opens the relay's address in a browser. */
public final class Welcome {
    public static final String CONTENT_TYPE = "text/plain; charset=utf-8";

    public static final String TEXT = """
            This is a relay server for ProxyStore endpoints.

            Endpoints meet here over a WebSocket before they open a direct connection. There is nothing to see in a
            browser. To use this relay, give an endpoint this address with ws:// instead of http://, or wss:// instead
            of https://:

                proxystore-endpoint configure my-endpoint --relay-address ws://HOST:PORT/ --no-relay-auth
            """;

    private Welcome() {}
}
