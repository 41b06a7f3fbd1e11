package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TlsAlertTest {
    private static @Nullable String name(int... received) {
        byte[] bytes = new byte[received.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) received[i];
        }
        Buffer buffer = Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, bytes);
        String name = TlsAlert.name(buffer);
        assertThat(buffer.position()).isZero();
        return name;
    }

    @Test
    void anAlertHasItsName() {
        assertThat(name(0x15, 3, 3, 0, 2, 2, 48)).isEqualTo("unknown_ca");
        assertThat(name(0x15, 3, 3, 0, 2, 2, 200)).isEqualTo("alert 200");
    }

    @Test
    void anAlertMayFollowAChangeOfCiphers() {
        assertThat(name(0x14, 3, 3, 0, 1, 1, 0x15, 3, 3, 0, 2, 2, 46)).isEqualTo("certificate_unknown");
    }

    @Test
    void otherRecordsAndPartsOfRecordsAreNone() {
        assertThat(name()).isNull();
        assertThat(name(0x15, 3, 3, 0, 2, 2)).isNull();
        assertThat(name(0x14, 3, 3, 0, 1, 1)).isNull();
        assertThat(name(0x14, 3, 3, 255, 255, 1)).isNull();
        assertThat(name(0x17, 3, 3, 0, 2, 2, 48)).isNull();
        assertThat(name(0x15, 3, 3, 0, 19, 2, 48)).isNull(); // encrypted
    }
}
