package proxystore.relay.cluster;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** An operator of NATS with one account: what {@code nsc} makes. */
record NatsAccounts(NKey operator, NKey account) {
    static NatsAccounts create() throws GeneralSecurityException, IOException {
        return new NatsAccounts(NKey.createOperator(null), NKey.createAccount(null));
    }

    /** The lines of a server's configuration that lets in the users of the account. */
    String[] configuration() throws GeneralSecurityException, IOException {
        String accountKey = new String(account.getPublicKey());
        return new String[] {
            "operator: " + jwt(new String(operator.getPublicKey()), "\"type\":\"operator\",\"version\":2"),
            "resolver: MEMORY",
            "resolver_preload: { " + accountKey + ": "
                    + jwt(
                            accountKey,
                            "\"type\":\"account\",\"version\":2,\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,"
                                    + "\"imports\":-1,\"exports\":-1,\"wildcards\":true,\"conn\":-1,\"leaf\":-1}")
                    + " }"
        };
    }

    private String jwt(String subject, String claims) throws GeneralSecurityException, IOException {
        String issuer = new String(operator.getPublicKey());
        return JwtUtils.issueJWT(
                operator, subject, "test", null, JwtUtils.currentTimeSeconds(), issuer, () -> "{" + claims + "}");
    }

    /** The text of the credentials file of a new user. */
    String credentials(Duration valid) throws GeneralSecurityException, IOException {
        NKey user = NKey.createUser(null);
        String jwt = JwtUtils.issueUserJWT(
                account, new String(account.getPublicKey()), new String(user.getPublicKey()), "relay", valid);
        return String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, new String(user.getSeed()));
    }
}
