package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** The implementation of TLS in the standalone relay. */
public enum TlsProvider implements ConfigEnum {
    /** BoringSSL where its library loads, otherwise the JDK. */
    AUTO,
    /** BoringSSL; the relay does not start where its library does not load. */
    NATIVE,
    /** The JDK. */
    JDK
}
