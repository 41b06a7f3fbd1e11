package proxystore.relay.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a test on a machine without one of these proxies; fails it if the system property {@code relay.requireProxies}
 * is true.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProxy.Condition.class)
@interface RequiresProxy {
    ReverseProxy[] value();

    /** What the annotation does. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            RequiresProxy required = AnnotationSupport.findAnnotation(
                            context.getRequiredTestClass(), RequiresProxy.class, context.getEnclosingTestClasses())
                    .orElseThrow();
            for (ReverseProxy proxy : required.value()) {
                if (!isInstalled(proxy)) {
                    return ConditionEvaluationResult.disabled("SKIPPED: " + proxy.howToInstall());
                }
            }
            return ConditionEvaluationResult.enabled("");
        }

        /** Fails if a proxy is missing that must be here. */
        static boolean isInstalled(ReverseProxy proxy) {
            boolean installed = proxy.program().isPresent();
            if (!installed && Boolean.getBoolean("relay.requireProxies")) {
                throw new AssertionError(proxy.howToInstall());
            }
            return installed;
        }
    }
}
