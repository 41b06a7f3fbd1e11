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
 * Reports Errors of Grizzly's selector threads to the {@link LastResort}. {@link AcceptBackoffStrategy} handles the Errors
 * of single connections. An Error that reaches the selector loop may have dropped tasks of other connections, and one that
 * ends the thread leaves all its connections unanswered.
 */
final class SelectorThreads {
    private SelectorThreads() {}

    /** Sets a transport up to watch its selector threads; called before it starts. */
    static void watch(TCPNIOTransport transport, String name, LastResort lastResort) {
        ThreadPoolConfig pool = transport.getKernelThreadPoolConfig();
        AtomicInteger number = new AtomicInteger();
        String ended = "a selector thread has ended";
        String interrupted = "a selector loop was interrupted";
        pool.setThreadFactory(worker -> {
            // As in Grizzly's own factory, each thread has a pool of buffers.
            ThreadLocalPoolProvider buffers = (ThreadLocalPoolProvider) transport.getMemoryManager();
            Thread created = new DefaultWorkerThread(
                    Grizzly.DEFAULT_ATTRIBUTE_BUILDER,
                    name + "(" + number.incrementAndGet() + ")",
                    buffers.createThreadLocalPool(),
                    worker);
            created.setDaemon(pool.isDaemon());
            created.setUncaughtExceptionHandler((thread, failure) -> lastResort.cannotContinue(ended, failure));
            return created;
        });
        transport.getMonitoringConfig().addProbes(new TransportProbe.Adapter() {
            @Override
            public void onErrorEvent(Transport failing, Throwable failure) {
                if (failure instanceof Error) {
                    lastResort.cannotContinue(interrupted, failure);
                }
            }
        });
    }
}
