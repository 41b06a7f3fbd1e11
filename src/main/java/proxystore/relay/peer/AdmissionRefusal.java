package proxystore.relay.peer;

import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;

/**
 * Why a connection is not admitted.
 *
 * @param reason the limit, for metrics
 * @param status what the client is told
 * @param why completes the sentence "Refused ADDRESS: …" for the log
 */
public record AdmissionRefusal(Refusal reason, CloseStatus status, String why) {}
