package proxystore.relay.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.log.LogText;

/** Opens connections to the relay: TCP, then the HTTP proxy's tunnel, then TLS, as far as the plan has them. */
final class Dialer {
    private static final int OK = 200;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final DoctorPlan plan;
    private final RecordingTrust trust;
    private final SSLSocketFactory tls;
    /** The address that answered; null before {@link #use}. */
    private @Nullable InetAddress address;

    Dialer(DoctorPlan plan) {
        this.plan = plan;
        this.trust = new RecordingTrust(plan.trust());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            this.tls = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks what every JDK has for TLS", e);
        }
    }

    RecordingTrust trust() {
        return trust;
    }

    /** Chooses the address of later connections. */
    void use(InetAddress chosen) {
        address = chosen;
    }

    /** Opens a connection on which HTTP can be spoken. */
    Socket open() throws ProblemFound {
        Socket socket = tunnel(connect());
        return plan.secure() ? secure(socket) : socket;
    }

    /** Opens a connection that has not said anything to the relay, past the proxy. */
    Socket openPlain() throws ProblemFound {
        return tunnel(connect());
    }

    private Socket connect() throws ProblemFound {
        if (address == null) {
            throw new IllegalStateException("no address has been chosen");
        }
        return connect(address);
    }

    /** Opens a TCP connection, to the proxy if there is one. */
    Socket connect(InetAddress to) throws ProblemFound {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(to, plan.firstPort()), limitMs());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(limitMs());
            return socket;
        } catch (SocketTimeoutException e) {
            throw ended(socket, Problem.CONNECT_TIMEOUT, "no answer within " + LogText.of(plan.limit()));
        } catch (NoRouteToHostException e) {
            throw ended(socket, Problem.UNREACHABLE, reason(e));
        } catch (IOException e) {
            String reason = reason(e);
            boolean refused = e instanceof ConnectException && reason.contains("refused");
            boolean late = reason.contains("timed out");
            throw ended(
                    socket,
                    refused ? Problem.REFUSED : late ? Problem.CONNECT_TIMEOUT : Problem.UNREACHABLE,
                    refused ? "connection refused" : reason);
        }
    }

    /** Lets the proxy connect the socket to the relay (RFC 9110, section 9.3.6); without a proxy does nothing. */
    Socket tunnel(Socket socket) throws ProblemFound {
        Optional<ProxyUrl> proxy = plan.proxy();
        if (proxy.isEmpty()) {
            return socket;
        }
        String target = plan.url().getHost() + ":" + plan.port();
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        proxy.get()
                .credentials()
                .ifPresent(login -> request.append("Proxy-Authorization: Basic ")
                        .append(Base64.getEncoder()
                                .encodeToString(
                                        (login.user() + ":" + login.password().value())
                                                .getBytes(StandardCharsets.UTF_8)))
                        .append("\r\n"));
        try {
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            HttpReply reply = HttpReply.read(new TimedInput(socket, plan.limit()), false);
            if (reply.status() / 100 == OK / 100) {
                return socket;
            }
            boolean login = reply.status() == PROXY_AUTHENTICATION_REQUIRED;
            throw ended(socket, login ? Problem.PROXY_CREDENTIALS : Problem.PROXY_REFUSED, reply.shown());
        } catch (ProtocolException e) {
            throw ended(socket, Problem.NOT_A_PROXY, "answered " + reason(e));
        } catch (IOException e) {
            throw ended(socket, Problem.NOT_A_PROXY, reason(e));
        }
    }

    /** Makes the TLS handshake, as an endpoint would. */
    SSLSocket secure(Socket socket) throws ProblemFound {
        try {
            SSLSocket secured = (SSLSocket) tls.createSocket(socket, plan.host(), plan.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (SocketTimeoutException e) {
            throw ended(socket, Problem.TLS_TIMEOUT, "no TLS handshake within " + LogText.of(plan.limit()));
        } catch (IOException e) {
            throw ended(socket, Problem.TLS_REFUSED, reason(e));
        }
    }

    int limitMs() {
        return Math.toIntExact(plan.limit().toMillis());
    }

    private static ProblemFound ended(Socket socket, Problem problem, String finding) {
        close(socket);
        return new ProblemFound(problem, finding);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is not used any more.
        }
    }

    /** The reason of a failure, in one line. */
    static String reason(IOException failure) {
        if (failure instanceof EOFException) {
            return "the connection ended";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : LogText.line(message);
    }
}
