package proxystore.relay.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite against relay.war in Tomcat and WildFly, each container on a thread of its own. */
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
                new TomcatContainer("tomcat-10.1"),
                new TomcatContainer("tomcat-11.0"),
                new WildFlyContainer("wildfly"));
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class ContainerSuite extends ContainerScenarios {
        ContainerSuite() {
            super(container);
        }
    }
}
