package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChaosScriptTest {
    private static final int CLIENTS = 40;
    private static final int STEPS = 2_000;

    private static List<ChaosScript.ChaosStep> steps(long seed, int client) {
        ChaosScript script = new ChaosScript(seed, client, CLIENTS);
        return Stream.generate(script::next).limit(STEPS).toList();
    }

    @Test
    void aSeedGivesTheSameStepsAgain() {
        assertThat(steps(7, 3)).isEqualTo(steps(7, 3));
    }

    @Test
    void seedsAndClientsDiffer() {
        assertThat(steps(7, 3)).isNotEqualTo(steps(8, 3)).isNotEqualTo(steps(7, 5));
    }

    @Test
    void anErraticClientDoesEverything() {
        assertThat(steps(7, 3).stream().map(ChaosScript.ChaosStep::act).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(ChaosAct.class));
    }

    @Test
    void aSteadyClientKeepsItsConnectionAndItsUuid() {
        ChaosScript script = new ChaosScript(7, 4, CLIENTS);
        assertThat(script.isSteady()).isTrue();
        assertThat(script.departure()).isEqualTo(LedgerDeparture.NONE);
        assertThat(steps(7, 4)).allMatch(step -> step.claim().equals(ChaosScript.own(4)));
        assertThat(steps(7, 4).stream().map(ChaosScript.ChaosStep::act))
                .doesNotContain(ChaosAct.FREEZE, ChaosAct.TAKE_OVER, ChaosAct.RESET, ChaosAct.LEAVE, ChaosAct.BINARY);
    }

    @Test
    void floodsSpareSteadyClients() {
        Set<UUID> steady = Stream.of(0, 4, 8, 12, 16, 20, 24, 28, 32, 36)
                .map(ChaosScript::own)
                .collect(Collectors.toSet());
        assertThat(steps(7, 3).stream().filter(step -> step.act() == ChaosAct.FLOOD))
                .isNotEmpty()
                .noneMatch(step -> steady.contains(step.peer()));
    }
}
