package proxystore.relay.events;

/** Why a relay refused a handshake, a connection, a registration or a message of a client. */
public enum Refusal {
    /** The client used TLS on a port without it, or plain text on a port with TLS. */
    SCHEME,
    /** The TLS handshake failed. */
    TLS,
    /** The request was malformed or incomplete. */
    REQUEST,
    /** The head of the request was too long. */
    REQUEST_LENGTH,
    /** The WebSocket handshake was malformed. */
    HANDSHAKE,
    /** The WebSocket handshake was for another path than the relay's. */
    PATH,
    /** The handshake, or the request for a change, came from a web page whose origin is not allowed. */
    ORIGIN,
    /** The relay stops. */
    STOPPING,
    /** The relay cannot serve, because its configuration is invalid. */
    MISCONFIGURED,
    /** The relay has too many connections ({@code admission.max_connections}). */
    CONNECTIONS,
    /** The address opens connections too fast ({@code address.max_handshakes_per_second}). */
    ADDRESS_HANDSHAKES,
    /** The user has too many connections ({@code admission.max_user_connections}). */
    USER_CONNECTIONS,
    /** The address has too many connections ({@code address.max_connections}). */
    ADDRESS_CONNECTIONS,
    /** No registration arrived in time ({@code admission.registration_timeout}), or a message did not arrive completely. */
    TOO_SLOW,
    /** The registration has no usable credentials. */
    UNAUTHORIZED,
    /** The connection registered too often ({@code rate.max_registrations_per_minute}). */
    REGISTRATIONS,
    /** Generation 0.5: the connection sent too many malformed messages ({@code rate.max_malformed_per_minute}). */
    MALFORMED,
    /** The credentials of the registration are not valid. */
    FORBIDDEN,
    /** The credentials of the registration could not be checked. */
    AUTHENTICATION_UNAVAILABLE,
    /** The uuid belongs to a client of another user. */
    OTHER_USER,
    /** The uuid belongs to a newer connection of the same user. */
    NEWER_CONNECTION,
    /** The uuid was taken over too often within a minute ({@code takeover.max_per_minute}). */
    TAKEOVERS,
    /** A client that has not registered sent a message to a peer. */
    NOT_REGISTERED,
    /** All connections together have sent too much that is unfinished ({@code admission.max_received_bytes}). */
    RECEIVED_BYTES,
    /** The client sent too much before its user was known ({@code inbox}). */
    INBOX,
    /** A message was longer than the limit. */
    MESSAGE_LENGTH,
    /** A message was binary. */
    BINARY_MESSAGE,
    /** A request for a page of administrators had a wrong token. */
    ADMIN_TOKEN
}
