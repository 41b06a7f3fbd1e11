package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/**
 * The generations of endpoints that may register, and whose rules hold for a connection before its first registration.
 */
public enum AcceptedGenerations implements ConfigEnum {
    /** Both generations; 0.5's rules hold before the first registration. */
    AUTO("auto"),
    /** Generation 0.5 only (ProxyStore 0.4 to 0.5). */
    V0_5("0.5"),
    /** Generation 1.0 only (ProxyStore 0.6 and later). */
    V1_0("1.0");

    private final String spelling;

    AcceptedGenerations(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
