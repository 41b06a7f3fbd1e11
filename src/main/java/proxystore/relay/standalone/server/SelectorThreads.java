package proxystore.relay.standalone.server;

import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.TransportProbe;
import org.glassfish.grizzly.memory.ThreadLocalPoolProvider;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.threadpool.DefaultWorkerThread;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;
import proxystore.relay.standalone.process.LastResort;

/**
 * Grizzly's selector threads, watched. {@link AcceptBackoffStrategy} keeps an Error of one connection's work from them. One that
 * reaches the selector loop may have cost other connections a task, and one that ends the thread leaves all its
 * connections without an answer: both are matters for the {@link LastResort}.
 */
final class SelectorThreads {
    private SelectorThreads() {}

    /** Has a transport that does not run yet start its selector threads as watched ones. */
    static void watch(TCPNIOTransport transport, String name, LastResort lastResort) {
        ThreadPoolConfig pool = transport.getKernelThreadPoolConfig();
        AtomicInteger number = new AtomicInteger();
        String ended = "a selector thread has ended";
        String interrupted = "a selector loop was interrupted";
        pool.setThreadFactory(worker -> {
            // As Grizzly's own factory does: buffers come from a pool of the thread.
            ThreadLocalPoolProvider buffers = (ThreadLocalPoolProvider) transport.getMemoryManager();
            Thread created = new DefaultWorkerThread(
                    Grizzly.DEFAULT_ATTRIBUTE_BUILDER,
                    name + "(" + number.incrementAndGet() + ")",
                    buffers.createThreadLocalPool(),
                    worker);
            created.setDaemon(pool.isDaemon());
            created.setUncaughtExceptionHandler((thread, failure) -> lastResort.cannotGoOn(ended, failure));
            return created;
        });
        transport.getMonitoringConfig().addProbes(new TransportProbe.Adapter() {
            @Override
            public void onErrorEvent(Transport failing, Throwable failure) {
                if (failure instanceof Error) {
                    lastResort.cannotGoOn(interrupted, failure);
                }
            }
        });
    }
}
