package proxystore.relay.doctor;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proxystore.relay.log.LogText;

/**
 * The certificates that a server showed. Their dates are checked here too, as OpenSSL, and so Python, does: the JDK accepts
 * an expired certificate that is trusted itself.
 */
final class CertificateCheck {
    private static final int SOON_DAYS = 14;
    private static final int SHOWN_NAMES = 5;
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)\\s*(?:CN|O)=((?:\\\\.|[^,])*)");

    private final List<X509Certificate> chain;
    private final String host;
    private final Instant now;

    /** A check at the present time. */
    CertificateCheck(List<X509Certificate> chain, String host) {
        this.chain = List.copyOf(chain);
        this.host = host;
        this.now = Instant.now();
    }

    /** The whole days that the certificate is still valid. */
    long daysLeft() {
        return Duration.between(now, own().getNotAfter().toInstant()).toDays();
    }

    boolean endsSoon() {
        return daysLeft() < SOON_DAYS;
    }

    /**
     * Checks the dates.
     *
     * @throws ProblemFound if a certificate of the chain has expired or is not valid yet
     */
    void checkDates() throws ProblemFound {
        for (X509Certificate each : chain) {
            if (now.isAfter(each.getNotAfter().toInstant())) {
                throw new ProblemFound(
                        Problem.CERTIFICATE_EXPIRED,
                        subject(each) + " expired on " + day(each.getNotAfter().toInstant()));
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                throw new ProblemFound(
                        Problem.CERTIFICATE_NOT_YET_VALID,
                        subject(each) + " is valid from "
                                + day(each.getNotBefore().toInstant()));
            }
        }
    }

    /** Why the certificate was not accepted. */
    ProblemFound explain(CertificateException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            return new ProblemFound(Problem.CERTIFICATE_NAME, "asked for " + host + ", got " + described());
        }
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                boolean alone = chain.size() == 1 && !isSelfSigned(own());
                return new ProblemFound(alone ? Problem.CERTIFICATE_CHAIN : Problem.CERTIFICATE_AUTHORITY, described());
            }
        }
        return new ProblemFound(Problem.CERTIFICATE_OTHER, LogText.line(message) + "; " + described());
    }

    /** The names, the issuer, the end and the length of the chain, in one line. */
    String described() {
        List<String> names = names();
        List<String> shown = names.subList(0, Math.min(names.size(), SHOWN_NAMES));
        String more = names.size() > shown.size() ? " and " + (names.size() - shown.size()) + " more names" : "";
        String issuer = isSelfSigned(own())
                ? "self-signed"
                : "issued by " + name(own().getIssuerX500Principal().getName());
        return "certificate for " + String.join(", ", shown) + more + ", " + issuer + ", valid until "
                + day(own().getNotAfter().toInstant()) + ", chain of " + chain.size();
    }

    private X509Certificate own() {
        return chain.get(0);
    }

    /** The names and addresses that the certificate is for (RFC 9525, section 2). */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives =
                    Optional.ofNullable(own().getSubjectAlternativeNames()).orElse(List.of());
            for (List<?> alternative : alternatives) {
                if (alternative.get(1) instanceof String name) {
                    names.add(LogText.of(name));
                }
            }
        } catch (CertificateParsingException e) {
            // Its names cannot be read.
        }
        return names.isEmpty() ? List.of(subject(own()) + " (no alternative name)") : names;
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private static String subject(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal().getName());
    }

    private static String name(String distinguished) {
        Matcher common = COMMON_NAME.matcher(distinguished);
        return LogText.of(common.find() ? common.group(1) : distinguished);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
