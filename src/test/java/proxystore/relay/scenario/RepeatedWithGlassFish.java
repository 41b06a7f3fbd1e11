package proxystore.relay.scenario;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Repeats a failed test once if it is about a container that now and then leaves a handshake without an answer, which Payara,
 * Payara Micro and GlassFish do. The repetition is printed with the test's name. A failed test of any other relay is a failure.
 */
final class RepeatedWithGlassFish implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedOrRepeat(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedOrRepeat(invocation, method, context);
    }

    private static void proceedOrRepeat(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Object test = context.getRequiredTestInstance();
        Object[] arguments = method.getArguments().toArray();
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            if (!losesHandshakes(test, arguments)) {
                throw e;
            }
            System.out.println(
                    "FLAKE, repeated: " + method.getExecutable().getName() + ", " + context.getUniqueId() + ": " + e);
            if (test instanceof RelayScenarios suite) {
                suite.replacePeers();
            }
            ReflectionSupport.invokeMethod(method.getExecutable(), test, arguments);
        }
    }

    /** The container is the suite's, the test class's or the test's argument. */
    private static boolean losesHandshakes(Object test, Object[] arguments) {
        if (test instanceof ContainerScenarios suite) {
            return suite.container().losesHandshakes();
        }
        if (test instanceof ContainerLifeIT.Life life) {
            return life.container().losesHandshakes();
        }
        return Stream.of(arguments)
                .anyMatch(argument -> argument instanceof ServletContainer container && container.losesHandshakes());
    }
}
