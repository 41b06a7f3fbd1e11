package proxystore.relay.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scenario between two clients, each of either generation. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@CsvSource({"V0_5, V0_5", "V0_5, V1_0", "V1_0, V0_5", "V1_0, V1_0"})
@interface EachPairOfGenerations {}
