package proxystore.relay.webapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import proxystore.relay.ClassHistogram;
import proxystore.relay.message.CloseStatus;

class RecordBootstrapCacheTest {
    /** Defines its own class of the relay's record, as each deployment does. */
    private static final class DeploymentLoader extends ClassLoader {
        DeploymentLoader() {
            super(CloseStatus.class.getClassLoader());
        }

        Class<?> recordType() throws IOException {
            try (InputStream file =
                    Objects.requireNonNull(CloseStatus.class.getResourceAsStream("CloseStatus.class"))) {
                byte[] bytes = file.readAllBytes();
                return defineClass(CloseStatus.class.getName(), bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void aDeploymentWhoseRecordMethodsWereUsedCanBeCollected() throws Exception {
        WeakReference<ClassLoader> deployment = used();

        RecordBootstrapCache.forget();

        await().until(() -> {
            ClassHistogram.ofThisJvm(); // after a full collection
            return deployment.get() == null;
        });
    }

    private static WeakReference<ClassLoader> used() throws Exception {
        DeploymentLoader deployment = new DeploymentLoader();
        Class<?> type = deployment.recordType();
        assertThat(type).isNotSameAs(CloseStatus.class);
        Object one = type.getConstructor(int.class, String.class).newInstance(1000, "text");
        Object other = type.getConstructor(int.class, String.class).newInstance(1000, "text");
        assertThat(one.equals(other)).isTrue();
        assertThat(one.hashCode()).isEqualTo(other.hashCode());
        assertThat(one.toString()).contains("text");
        return new WeakReference<>(deployment);
    }
}
