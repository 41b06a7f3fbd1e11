package proxystore.relay.peer;

import java.util.concurrent.Executor;

/** Does everything at once, but only when the system has a thread for it again. */
final class ScarceThreads implements Executor {
    private boolean free;

    void free() {
        free = true;
    }

    @Override
    public void execute(Runnable task) {
        if (!free) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        task.run();
    }
}
