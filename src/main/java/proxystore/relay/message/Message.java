package proxystore.relay.message;

/**
 * A message between an endpoint and the relay: one JSON object in one WebSocket text message. There are five kinds on
 * the wire ({@code server_registration}, {@code relay_registration}, {@code server_response}, {@code relay_response},
 * {@code peer_connection}); registration and response have a {@link Generation} instead of two classes each.
 */
public sealed interface Message permits Registration, Response, PeerConnection {}
