package proxystore.relay.doctor;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.config.Secret;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** One run of the doctor in a test, with time limits for a machine that is busy. */
record Examination(DoctorPlan plan) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Examination of(String url) {
        return new Examination(new DoctorPlan(
                URI.create(url),
                Optional.empty(),
                TrustedCertificates.publicManager(),
                false,
                Optional.empty(),
                LIMIT,
                Duration.ZERO));
    }

    /** The first failure or warning at an address. */
    static StepResult problemAt(String url) throws InterruptedException {
        return of(url).problem();
    }

    Examination token(String token) {
        return with(
                Optional.of(new Secret(token)), plan.trust(), plan.insecure(), plan.proxy(), plan.limit(), plan.idle());
    }

    Examination trusting(X509Certificate... certificates) {
        return with(
                plan.token(),
                TrustedCertificates.manager(List.of(certificates)),
                false,
                plan.proxy(),
                plan.limit(),
                plan.idle());
    }

    Examination insecure() {
        return with(plan.token(), TrustedCertificates.anyManager(), true, plan.proxy(), plan.limit(), plan.idle());
    }

    Examination through(String proxy) {
        return with(plan.token(), plan.trust(), plan.insecure(), ProxyUrl.parse(proxy), plan.limit(), plan.idle());
    }

    Examination limit(Duration limit) {
        return with(plan.token(), plan.trust(), plan.insecure(), plan.proxy(), limit, plan.idle());
    }

    Examination idle(Duration idle) {
        return with(plan.token(), plan.trust(), plan.insecure(), plan.proxy(), plan.limit(), idle);
    }

    private Examination with(
            Optional<Secret> token,
            X509ExtendedTrustManager trust,
            boolean insecure,
            Optional<ProxyUrl> proxy,
            Duration limit,
            Duration idle) {
        return new Examination(new DoctorPlan(plan.url(), token, trust, insecure, proxy, limit, idle));
    }

    Checkup run() throws InterruptedException {
        return Doctor.examine(plan, step -> {});
    }

    /** The first failure or warning. */
    StepResult problem() throws InterruptedException {
        Checkup checkup = run();
        return checkup.steps().stream()
                .filter(step -> step.problem().isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no problem: " + checkup.json(false)));
    }

    /** A step that has been made. */
    static StepResult step(Checkup checkup, String name) {
        return checkup.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
