package proxystore.relay.scenario;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Repeats a failed scenario once, with new clients, in a container that now and then leaves a handshake without an answer.
 * Failsafe does not repeat the tests of a parameterised class.
 */
final class RepeatedScenario implements InvocationInterceptor {
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
        RelayScenarios suite = (RelayScenarios) context.getRequiredTestInstance();
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            System.out.println("FLAKE, repeated: " + suite.relayName() + ", " + suite.entrance() + ", "
                    + method.getExecutable().getName() + ": " + e);
            suite.replacePeers();
            ReflectionSupport.invokeMethod(
                    method.getExecutable(), suite, method.getArguments().toArray());
        }
    }
}
