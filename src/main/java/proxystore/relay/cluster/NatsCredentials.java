package proxystore.relay.cluster;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node shows to NATS.
 *
 * @param seed signs the challenge of the server
 * @param jwt the user's JWT; empty for an NKey that the server knows
 */
record NatsCredentials(NkeySeed seed, String jwt) {
    private static final Pattern JWT = Pattern.compile("-{3,}BEGIN NATS USER JWT-{3,}\\s*([A-Za-z0-9_.-]+)\\s");
    private static final Pattern SEED = Pattern.compile("\\bSU[A-Z2-7]{56}\\b");

    /**
     * Reads the text of a file with the seed of an NKey.
     *
     * @throws IOException if there is none; the message names no part of the text
     */
    static NatsCredentials ofNkey(String text) throws IOException {
        return new NatsCredentials(seed(text), "");
    }

    /**
     * Reads the text of a credentials file: a JWT and its seed, each after a line that says so.
     *
     * @throws IOException if one is missing; the message names no part of the text
     */
    static NatsCredentials ofCredentials(String text) throws IOException {
        Matcher jwt = JWT.matcher(text);
        if (!jwt.find()) {
            throw new IOException("no JWT of a NATS user in it (-----BEGIN NATS USER JWT-----)");
        }
        return new NatsCredentials(seed(text), jwt.group(1));
    }

    private static NkeySeed seed(String text) throws IOException {
        Matcher seed = SEED.matcher(text);
        if (!seed.find()) {
            throw new IOException("no seed of a user's NKey in it (SU and 56 further characters)");
        }
        return NkeySeed.parse(seed.group());
    }
}
