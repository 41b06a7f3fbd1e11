package proxystore.relay.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

class RelayBeanTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Relay relay = new Relay(RelayConfig.defaults());

    @Test
    void theCountsOfTheRelayAreReadable() throws Exception {
        ObjectName name = new ObjectName("proxystore.relay:type=Relay,context=\"/bean-test\"");
        try (RelayBean bean = RelayBean.of(relay, "/bean-test")) {
            assertThat(bean.getReadiness()).isEqualTo("ready");
            relay.events().forwarded(2500);

            assertThat(server.getAttribute(name, "MessagesForwarded")).isEqualTo(1L);
            assertThat(server.getAttribute(name, "BytesForwarded")).isEqualTo(2500L);
            assertThat(server.getMBeanInfo(name).getAttributes())
                    .allSatisfy(attribute -> assertThat(server.getAttribute(name, attribute.getName()))
                            .isNotNull());
        }
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void twoDeploymentsOfOnePathHaveTwoNamesAndLeaveNoneBehind() throws Exception {
        ObjectName all = new ObjectName("proxystore.relay:type=Relay,context=\"/twice\",*");
        try (RelayBean first = RelayBean.of(relay, "/twice");
                RelayBean second = RelayBean.of(relay, "/twice")) {
            assertThat(first).isNotSameAs(second);
            assertThat(server.queryNames(all, null)).hasSize(2);
        }
        assertThat(server.queryNames(all, null)).isEmpty();
    }
}
