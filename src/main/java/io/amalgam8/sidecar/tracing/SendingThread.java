package io.amalgam8.sidecar.tracing;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one thread on which an export waits for its collector. The JDK's client waits for ever for the end of an answer
 * that has begun; who has waited long enough frees the thread for the next export.
 */
final class SendingThread implements AutoCloseable {

    private final AtomicReference<Optional<Thread>> current = new AtomicReference<>(Optional.empty());
    private final ExecutorService executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), this::thread);

    /** For the exporter. */
    ExecutorService executor() {
        return executor;
    }

    /** Ends the wait that is under way. */
    void giveUp() {
        current.get().ifPresent(Thread::interrupt);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "trace-export");
        thread.setDaemon(true);
        current.set(Optional.of(thread));
        return thread;
    }
}
