package proxystore.relay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Imports point down, and each room knows only its own libraries. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("proxystore.relay");

    /**
     * The packages from top to bottom: classes may import from the packages after their own. A leaf imports from other
     * leaves only if they are named. Each package may know one library beside the Jakarta APIs.
     */
    private enum Room {
        STANDALONE("standalone", "org.slf4j.."),
        CLI("standalone.cli", "picocli.."),
        SERVER("standalone.server", "org.glassfish.tyrus..", "org.glassfish.grizzly..", "jakarta.websocket.."),
        FRAMES("standalone.frames", "org.glassfish.tyrus..", "org.glassfish.grizzly..", "jakarta.websocket.."),
        TLS("standalone.tls", "org.bouncycastle.."),
        BORINGSSL("standalone.tls.boringssl", "io.netty.handler.ssl..", "io.netty.buffer.."),
        STANDALONE_LOG("standalone.log", "ch.qos.logback..", "org.slf4j..", "jakarta.json.."),
        PROCESS("standalone.process"),
        DOCTOR("doctor", "jakarta.json..", "jakarta.websocket.."),
        /** A client: it shares the messages with the server, and could be a program of its own. */
        BENCH("bench", "jakarta.json..", "jakarta.websocket..", "org.HdrHistogram.."),
        WEBAPP("webapp", "jakarta.servlet.."),
        WEB("web", "jakarta.json.."),
        ENDPOINT("endpoint", "jakarta.websocket.."),
        RELAY(""),
        METRICS("metrics", "io.micrometer..", "io.prometheus.."),
        CLUSTER("cluster", "io.nats.client.."),
        ROUTING("routing"),
        PEER("peer"),
        TOKEN_FILE("auth.tokenfile"),
        PROVIDER("auth.provider", "com.nimbusds.."),
        AUTH("auth"),
        CONFIG("config", "org.tomlj.."),
        SCHEMA("config.schema", "org.tomlj.."),
        EVENTS("events"),
        /** JSON-B by name, so that no container's provider steps in, over Jackson, which skips what is not read. */
        MESSAGE("message", "jakarta.json..", "org.eclipse.yasson..", "tools.jackson.core.."),
        CONCURRENT("concurrent"),
        LIMIT("limit"),
        LOG("log");

        private final String location;
        private final String[] libraries;

        Room(String name, String... libraries) {
            this.location = name.isEmpty() ? "proxystore.relay" : "proxystore.relay." + name;
            this.libraries = libraries;
        }

        private DescribedPredicate<JavaClass> mayKnow() {
            Stream<String> below = Arrays.stream(values())
                    .filter(room -> room.compareTo(this) > 0)
                    .map(room -> room.location);
            Stream<String> outside = Stream.concat(
                    Stream.of("java..", "javax..", "org.jspecify..", "com.google.errorprone.annotations.."),
                    Stream.of(libraries));
            String[] known = Stream.of(Stream.of(location), below, outside)
                    .flatMap(p -> p)
                    .toArray(String[]::new);
            DescribedPredicate<JavaClass> packages = resideInAnyPackage(known);
            return this == MESSAGE ? packages.or(WEBSOCKET_CODERS) : packages;
        }

        private static String[] locations() {
            return Arrays.stream(values()).map(room -> room.location).toArray(String[]::new);
        }
    }

    private static final String STANDALONE_PACKAGES = "proxystore.relay.standalone..";

    private static final DescribedPredicate<JavaClass> WEBSOCKET_CODERS = describe(
            "the decoder and encoder of jakarta.websocket",
            type -> type.getName()
                    .matches("jakarta\\.websocket\\.((De|En)coder(\\$\\w+)?|(De|En)codeException|EndpointConfig)"));

    @ParameterizedTest
    @EnumSource
    void eachRoomKnowsOnlyThoseBelowItAndItsOwnLibraries(Room room) {
        classes()
                .that(resideInAnyPackage(room.location))
                .should()
                .onlyDependOnClassesThat(room.mayKnow())
                .check(MAIN);
    }

    @Test
    void everyClassLivesInARoom() {
        classes().should().resideInAnyPackage(Room.locations()).check(MAIN);
    }

    /** Two classes that know each other can be read and tested only together. */
    @Test
    void noTwoClassesOfTheRulesKnowEachOther() {
        Map<String, Set<String>> known = new TreeMap<>();
        MAIN.that(resideInAnyPackage("proxystore.relay.events", "proxystore.relay.peer", "proxystore.relay.routing"))
                .forEach(type -> known.computeIfAbsent(topLevel(type), name -> new TreeSet<>())
                        .addAll(type.getDirectDependenciesFromSelf().stream()
                                .map(dependency -> topLevel(dependency.getTargetClass()))
                                .toList()));
        List<String> pairs = new ArrayList<>();
        known.forEach((one, others) -> others.stream()
                .filter(other -> one.compareTo(other) < 0
                        && known.getOrDefault(other, Set.of()).contains(one))
                .forEach(other -> pairs.add(one + " and " + other)));
        assertThat(known).containsKeys("proxystore.relay.peer.Connection", "proxystore.relay.routing.RelayServer");
        assertThat(pairs).isEmpty();
    }

    private static String topLevel(JavaClass type) {
        return type.getName().split("\\$", 2)[0];
    }

    @Test
    void classNamesHaveNoEmptySuffix() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .check(new ClassFileImporter().importPackages("proxystore.relay"));
    }

    @Test
    void onlyTheProgramWritesToTheConsole() {
        noClasses()
                .that(not(resideInAnyPackage(STANDALONE_PACKAGES)))
                .should(ACCESS_STANDARD_STREAMS.or(callMethodWhere(target(name("printStackTrace")))))
                .check(MAIN);
    }

    @Test
    void theLogIsSystemLogger() {
        noClasses()
                .that(not(resideInAnyPackage(STANDALONE_PACKAGES)))
                .should(USE_JAVA_UTIL_LOGGING)
                .check(MAIN);
    }

    /**
     * Intervals are monotonic: a step of the clock changes nothing but timestamps. Only these classes read the time of day, for
     * the expiry of tokens and certificates, the start of the cluster's clock, the age of a file, a registration, an event, the
     * log and the date of an HTTP answer.
     */
    @Test
    void onlyTimestampsExpiriesAndTheAgeOfFilesAreTimesOfDay() {
        noClasses()
                .that(not(resideInAnyPackage("proxystore.relay.standalone.log")))
                .and()
                .haveNameNotMatching(
                        ".*\\.(Authenticators|CachingTokenVerifier|SignedTokenVerifier|TokenFile|TokenFileEditor|TokenExpiry"
                                + "|AdminTokens|ClusterClock|Registrar|RecentEvents|Certificate\\w+|SelfSigned|HttpAnswer)(\\$.*)?")
                .should(dependOnClassesThat(name("java.time.Clock")
                                .or(describe("dates", type -> type.getName().equals("java.util.Date"))))
                        .or(callMethodWhere(target(name("currentTimeMillis"))))
                        .or(callMethodWhere(target(describe(
                                "now() of java.time",
                                method -> method.getFullName().matches("java\\.time\\.\\w+\\.(now|system)\\(.*"))))))
                .check(MAIN);
    }

    /** It blocks indefinitely on a peer that does not read. */
    @Test
    void theBlockingRemoteIsNotUsed() {
        noClasses().should().callMethodWhere(target(name("getBasicRemote"))).check(MAIN);
    }
}
