package proxystore.relay.standalone.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import proxystore.relay.log.LogText;

/** What the log says of a server's certificate. */
final class CertificateText {
    /** The time before the end of a certificate in which the log warns of it: two weekly maintenance windows. */
    static final Duration EXPIRY_NOTICE = Duration.ofDays(14);

    /** The names that a line has at most. */
    private static final int MAX_NAMES = 8;

    /** Types of subject alternative names (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private CertificateText() {}

    /** Subject, names and dates: {@code CN=a for a.example, b.example, valid from 2026-01-01T00:00:00Z to …}. */
    static String describe(X509Certificate certificate) {
        List<String> names = names(certificate);
        String shown = names.stream().limit(MAX_NAMES).map(LogText::of).collect(Collectors.joining(", "));
        String more = names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "";
        return LogText.of(certificate.getSubjectX500Principal().toString())
                + (names.isEmpty() ? "" : " for " + shown + more) + ", " + dates(certificate);
    }

    /** The dates of a certificate: {@code valid from … to …}. */
    static String dates(X509Certificate certificate) {
        return "valid from " + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant();
    }

    /** Why clients refuse the certificate at this time; empty if its dates are no reason. */
    static Optional<String> invalid(X509Certificate certificate, Instant now) {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of("has expired: " + dates(certificate));
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of("is not yet valid: " + dates(certificate));
        }
        return Optional.empty();
    }

    /** What to warn of at this time: dates at which clients refuse the certificate, or its end within 14 days. */
    static Optional<String> warning(X509Certificate certificate, Instant now) {
        Optional<String> invalid = invalid(certificate, now);
        if (invalid.isPresent()) {
            return invalid.map(reason -> reason + "; clients refuse it");
        }
        Instant end = certificate.getNotAfter().toInstant();
        return now.plus(EXPIRY_NOTICE).isBefore(end)
                ? Optional.empty()
                : Optional.of("expires within " + (ChronoUnit.DAYS.between(now, end) + 1) + " days, at " + end);
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name ->
                                    name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
