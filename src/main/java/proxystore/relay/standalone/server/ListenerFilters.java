package proxystore.relay.standalone.server;

import java.time.Duration;
import java.util.function.Supplier;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.FileCacheFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import proxystore.relay.Relay;
import proxystore.relay.config.AdmissionConfig;
import proxystore.relay.peer.ReceivedBudget;
import proxystore.relay.standalone.frames.CloseScheduler;
import proxystore.relay.standalone.frames.WebSocketReadFilter;

/**
 * Arranges the filters of a listener, from the socket on: {@link FirstByteFilter}; with TLS, the filter that records
 * activity, {@link TlsRecords} and Grizzly's TLS; the filter that reads frames; {@link RequestHeadFilter},
 * {@link SilentConnections} and {@link HandshakeFilter} or {@link PageFilter}, which answers every request. Grizzly's file
 * cache and HTTP server are not used.
 */
final class ListenerFilters implements AddOn {
    /** Makes the last filter. */
    interface LastFilter {
        AnsweringFilter of(SilentConnections silent, LastAnswer answers);
    }

    private final Relay relay;
    private final CloseScheduler scheduler;
    private final LastFilter last;

    ListenerFilters(Relay relay, CloseScheduler scheduler, LastFilter last) {
        this.relay = relay;
        this.scheduler = scheduler;
        this.last = last;
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        LastAnswer answers = new LastAnswer(scheduler);
        FailedConnections failures = new FailedConnections(relay);
        SilentConnections silent =
                new SilentConnections(relay.config().heartbeat().pongTimeout(), System::nanoTime);
        relay.every(SilentConnections.CHECK_INTERVAL, silent::closeSilent);
        AdmissionConfig admission = relay.config().admission();
        ReceivedBudget budget = new ReceivedBudget(admission.maxReceivedBytes());
        relay.currentConfig()
                .onChange(changed -> budget.change(changed.admission().maxReceivedBytes()));
        UnfinishedRequests requests = new UnfinishedRequests(budget);
        chain.remove(chain.indexOfType(FileCacheFilter.class));
        chain.set(chain.indexOfType(IdleTimeoutFilter.class), silent);
        chain.set(
                chain.indexOfType(org.glassfish.grizzly.http.server.HttpServerFilter.class), last.of(silent, answers));
        int parser = chain.indexOfType(HttpServerFilter.class);
        Supplier<Duration> timeout = () -> relay.config().admission().registrationTimeout();
        chain.set(parser, new RequestHeadFilter(listener.getKeepAlive(), timeout, answers, failures));
        chain.add(parser, new WebSocketReadFilter());
        int first = parser;
        if (listener.isSecure()) {
            first = chain.indexOfType(SSLBaseFilter.class);
            ((SSLBaseFilter) chain.get(first)).addHandshakeListener(new TlsFailures(failures));
            chain.add(first, new TlsRecords());
            chain.add(first, new WebSocketReadFilter.Activity());
        }
        chain.add(first, new FirstByteFilter(listener.isSecure(), answers, failures, requests));
    }
}
