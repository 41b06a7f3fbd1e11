package proxystore.relay.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test on a machine without nats-server; fails it if the system property {@code relay.requireNats} is true.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNats.NatsCondition.class)
public @interface RequiresNats {
    /** What the annotation does. */
    final class NatsCondition implements ExecutionCondition {
        private static final String HOW_TO_INSTALL = "no nats-server here (Debian: apt-get install nats-server)";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (NatsServer.program().isPresent()) {
                return ConditionEvaluationResult.enabled("");
            }
            if (Boolean.getBoolean("relay.requireNats")) {
                throw new AssertionError(HOW_TO_INSTALL);
            }
            return ConditionEvaluationResult.disabled("SKIPPED: " + HOW_TO_INSTALL);
        }
    }
}
