package proxystore.relay.auth;

import java.time.Duration;

/**
 * The bounds of checking tokens off the container's threads.
 *
 * @param maxConcurrent checks at once, each on a thread of its own
 * @param maxWaiting checks that may wait for a thread; one more is {@link Authentication.Unavailable}
 * @param maxWait longest time that a check waits for a thread; then it is {@link Authentication.Unavailable} too
 */
public record TokenCheckLimits(int maxConcurrent, int maxWaiting, Duration maxWait) {}
