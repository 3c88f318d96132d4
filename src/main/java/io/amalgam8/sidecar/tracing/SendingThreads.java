package io.amalgam8.sidecar.tracing;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where exports wait for their collector, one after the other. The JDK's client waits for ever for the end of an answer
 * that has begun, and before Java 20 even if it is interrupted: so there is more than one thread, and no more than a few.
 * While a collector holds all of them, exports fail at once.
 */
final class SendingThreads implements AutoCloseable {

    private static final int MOST = 4;

    private final ExecutorService executor =
            new ThreadPoolExecutor(0, MOST, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), SendingThreads::thread) {
                @Override
                protected void beforeExecute(Thread thread, Runnable work) {
                    last = Optional.of(thread);
                }
            };

    private volatile Optional<Thread> last = Optional.empty();

    /** For the exporter. */
    ExecutorService executor() {
        return executor;
    }

    /** Ends the wait that is under way. */
    void giveUp() {
        last.ifPresent(Thread::interrupt);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "trace-export");
        thread.setDaemon(true);
        return thread;
    }
}
