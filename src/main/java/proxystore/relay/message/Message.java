package proxystore.relay.message;

/**
 * What travels between an endpoint and the relay: one JSON object in one WebSocket text message. Five kinds on the
 * wire ({@code server_registration}, {@code relay_registration}, {@code server_response}, {@code relay_response},
 * {@code peer_connection}); registration and response carry their {@link Generation} instead of having two classes.
 */
public sealed interface Message permits Registration, Response, PeerConnection {}
