package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.KeepAlive;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.grizzly.http.util.MimeHeaders.MaxHeaderCountExceededException;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogText;
import proxystore.relay.web.Pages;

/** Grizzly's parser of requests, with the relay's bounds, answers and log lines for requests that it cannot parse. */
final class RequestHeadFilter extends HttpServerFilter {
    /** The longest head of a request in bytes, its empty line included. Tokens of users with many groups are long. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** The largest number of header lines in a request. */
    static final int MAX_HEADERS = 100;

    /** When the second part of a request arrived, by {@link System#nanoTime}; absent while there was one part only. */
    private static final Attribute<Long> CONTINUED_NANOS =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(RequestHeadFilter.class.getName());

    /** What has been checked of a request's head of which a part has arrived; absent when it is complete. */
    private static final Attribute<HeadSyntax> SYNTAX =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(HeadSyntax.class.getName());

    /** A request with this method. */
    private static final String HEAD = "HEAD ";

    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int HEADERS_TOO_LARGE = 431;

    /** The time that a client has for its request, once a part of it has arrived. */
    private final Supplier<Duration> timeout;

    private final LastAnswer answers;
    private final FailedConnections failures;

    @SuppressWarnings("deprecation") // there is no builder, as in Grizzly's own server
    RequestHeadFilter(KeepAlive keepAlive, Supplier<Duration> timeout, LastAnswer answers, FailedConnections failures) {
        super(true, MAX_HEAD_BYTES, null, keepAlive, null, MAX_HEADERS, MimeHeaders.MAX_NUM_HEADERS_DEFAULT);
        this.timeout = timeout;
        this.answers = answers;
        this.failures = failures;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        Connection<?> connection = context.getConnection();
        ConnectionStage stage = ConnectionStage.of(connection);
        if (stage == ConnectionStage.ANSWERED) { // another request in the same read
            context.<Buffer>getMessage().tryDispose();
            return context.getStopAction();
        }
        boolean first = stage == ConnectionStage.ESTABLISHED;
        if (first) {
            if (!mayBeginRequest(context.getMessage())) {
                refuse(context); // the parser would wait for more
                return context.getStopAction();
            }
            ConnectionStage.REQUEST.set(connection);
        } else if (isLate(connection)) {
            String reason = "The request did not arrive within " + LogText.of(timeout.get()) + ".";
            failures.log(connection, Refusal.TOO_SLOW, "did not send its request within " + LogText.of(timeout.get()));
            refuse(context, REQUEST_TIMEOUT, reason);
            return context.getStopAction();
        }
        if (!isWellFormed(connection, context.getMessage(), first)) {
            refuse(context);
            return context.getStopAction();
        }
        return super.handleRead(context);
    }

    /** Checked before the parser, which changes the bytes. What arrives behind the head is a body, which is not checked. */
    private static boolean isWellFormed(Connection<?> connection, Buffer received, boolean first) {
        HeadSyntax syntax = first ? new HeadSyntax() : SYNTAX.get(connection);
        if (syntax == null) {
            return true;
        }
        boolean accepted = syntax.accept(received);
        if (syntax.isComplete()) {
            SYNTAX.remove(connection);
        } else if (first) {
            SYNTAX.set(connection, syntax);
        }
        return accepted;
    }

    /** The idle timeout ends connections that send nothing more. */
    private boolean isLate(Connection<?> connection) {
        long now = System.nanoTime();
        Long continued = CONTINUED_NANOS.get(connection);
        if (continued == null) {
            CONTINUED_NANOS.set(connection, now);
            return false;
        }
        return now - continued > timeout.get().toNanos();
    }

    /** Whether bytes may begin a request line with a method of letters and hyphens (RFC 9112, section 3). */
    private static boolean mayBeginRequest(Buffer received) {
        for (int i = received.position(); i < received.limit(); i++) {
            byte next = received.get(i);
            boolean letter = (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z') || next == '-';
            if (!letter) {
                return next == ' ' && i > received.position();
            }
        }
        return true;
    }

    /** The parser notices an excess of a few bytes only if the head arrives in one read. */
    @Override
    protected boolean onHttpHeaderParsed(HttpHeader header, Buffer received, FilterChainContext context) {
        return received.position() > MAX_HEAD_BYTES || super.onHttpHeaderParsed(header, received, context);
    }

    @Override
    protected void onHttpHeaderError(HttpHeader header, FilterChainContext context, Throwable failure) {
        Buffer received = context.getMessage();
        if (failure instanceof MaxHeaderCountExceededException || received.limit() >= MAX_HEAD_BYTES) {
            String limit = MAX_HEAD_BYTES + " bytes or " + MAX_HEADERS + " headers";
            failures.log(
                    context.getConnection(),
                    Refusal.REQUEST_LENGTH,
                    "sent a request whose head is longer than " + limit + ": is its token too long?");
            refuse(context, HEADERS_TOO_LARGE, "The head of this request is longer than " + limit + ".");
        } else {
            refuse(context);
        }
    }

    /** Only marks the content: the request has been answered, or {@link HandshakeFilter} answers it. */
    @Override
    protected void onHttpContentError(HttpHeader header, FilterChainContext context, Throwable failure) {
        header.setContentBroken(true);
    }

    private void refuse(FilterChainContext context) {
        failures.log(context.getConnection(), Refusal.REQUEST, "sent no HTTP/1.1 request with one header Host");
        refuse(context, BAD_REQUEST, "This is no HTTP/1.1 request with one header Host.");
    }

    /** Without a body if the method is HEAD (RFC 9110, section 9.3.2). */
    private void refuse(FilterChainContext context, int status, String reason) {
        boolean head = beginning(context.getMessage()).equals(HEAD);
        answers.send(context, HttpAnswer.bytes(Pages.unreadable(status, reason), !head));
    }

    private static String beginning(Buffer received) {
        int length = Math.min(HEAD.length(), received.limit());
        return received.toStringContent(StandardCharsets.ISO_8859_1, 0, length);
    }
}
