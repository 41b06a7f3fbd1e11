package proxystore.relay.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import proxystore.relay.message.Generation;

/** Examines the way to a relay. */
public final class Doctor {
    private static final long NANOS_PER_MS = 1_000_000;

    private Doctor() {}

    /**
     * Makes all steps. Those that an earlier failure prevents are reported as not made. At the end the temporary peers are
     * closed.
     *
     * @param progress receives each result as soon as it is there
     */
    public static Checkup examine(DoctorPlan plan, Consumer<StepResult> progress) throws InterruptedException {
        List<StepResult> results = new ArrayList<>();
        Optional<DoctorStep> stopped = Optional.empty();
        try (Visit visit = new Visit(plan)) {
            for (DoctorStep step : steps()) {
                StepResult result;
                if (stopped.isPresent()) {
                    result = new StepResult(
                            step.name(), Finding.notMade(stopped.get().name()), 0);
                } else {
                    result = make(step, visit);
                    if (result.status() == Finding.Status.FAILED && step.need() != DoctorStep.Need.OPTIONAL) {
                        stopped = Optional.of(step);
                    }
                }
                results.add(result);
                progress.accept(result);
            }
        }
        boolean reached =
                stopped.filter(step -> step.need() == DoctorStep.Need.REACHES).isEmpty();
        return new Checkup(plan.url(), results, reached);
    }

    private static List<DoctorStep> steps() {
        return List.of(
                new DnsStep(),
                new TcpStep(),
                new ProxyStep(),
                new TlsStep(),
                new UpgradeStep(),
                new PagesStep(),
                new IntermediaryStep(),
                new RegistrationStep(Generation.V1_0),
                new RegistrationStep(Generation.V0_5),
                new RoundTripStep(),
                new MessageSizeStep(),
                new IdleStep());
    }

    private static StepResult make(DoctorStep step, Visit visit) throws InterruptedException {
        long begin = System.nanoTime();
        Finding found;
        try {
            found = step.run(visit);
        } catch (ProblemFound e) {
            found = Finding.failed(e.problem(), e.finding());
        }
        return new StepResult(step.name(), found, (System.nanoTime() - begin) / NANOS_PER_MS);
    }
}
