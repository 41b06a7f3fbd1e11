package proxystore.relay.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite against relay.war in each servlet container, on a thread of its own. */
@Order(1)
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("containers")
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter
class ContainerScenariosIT {
    @Parameter
    ServletContainer container;

    static Stream<Named<ServletContainer>> containers() {
        return ServletContainer.selected(
                GlassFishContainer.payara(),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.glassFish(),
                new WildFlyContainer("wildfly"),
                new TomcatContainer("tomcat-10.1"),
                new TomcatContainer("tomcat-11.0"));
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @ExtendWith(RepeatedWithGlassFish.class)
    class ContainerSuite extends ContainerScenarios {
        ContainerSuite() {
            super(container);
        }
    }
}
