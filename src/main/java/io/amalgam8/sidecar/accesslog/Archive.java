package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.config.RotationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses a log's old files and removes those that are too many, on a thread of its own that lives while there is
 * something to do. What it does follows from what lies in the directory, so that nothing is forgotten when the process
 * ends in between.
 */
final class Archive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final long CLOSE_DEADLINE_MILLIS = 1_000;

    /** How many times as long as it works the compression rests. */
    private static final int RESTS = 400;

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final RotatedFiles files;
    private final RotationOptions options;
    private final Unshipped unshipped;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ThreadPoolExecutor worker;
    private boolean failing;

    Archive(RotatedFiles files, RotationOptions options, Unshipped unshipped) {
        this.files = files;
        this.options = options;
        this.unshipped = unshipped;
        this.worker = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), Archive::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "a8-log-archive");
        thread.setDaemon(true);
        return thread;
    }

    RotatedFiles files() {
        return files;
    }

    /** Sees to everything soon; any number of these in a row are as good as one. */
    void tidySoon() {
        wanted.set(true);
        try {
            worker.execute(this::tidyWhileWanted);
        } catch (RejectedExecutionException e) {
            // Somebody has asked already, and was not heard yet; or it is closed.
            LOG.trace("log archive is busy");
        }
    }

    /** Whether all is done that was asked for. */
    boolean isAtRest() {
        return !wanted.get() && worker.getActiveCount() == 0;
    }

    /** Leaves what is not done to the next process. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSE_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("log archive is still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tidyWhileWanted() {
        while (wanted.getAndSet(false) && !worker.isShutdown()) {
            try {
                tidy();
                failing = false;
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }
    }

    private void tidy() throws IOException {
        for (Path leftover : files.unfinished()) {
            Files.deleteIfExists(leftover);
        }
        removeExcess();
        for (Path file : files.all()) {
            if (worker.isShutdown()) {
                return;
            }
            if (RotatedFiles.isPlain(file) && Files.exists(file)) {
                Compression.compress(file, worked -> rest(file, worked));
                removeExcess();
            }
        }
    }

    /**
     * Keeps the compression from taking the processor from the calls: at full speed it costs 5 µs a line, a tenth of what
     * the call itself costs. On a busy sidecar files may get so old meanwhile that they go uncompressed.
     *
     * @return whether that file is still wanted
     */
    private boolean rest(Path file, long workedNanos) throws IOException {
        LockSupport.parkNanos(this, Math.min(workedNanos * RESTS, LONGEST_REST.toNanos()));
        if (wanted.get()) {
            removeExcess();
        }
        return !worker.isShutdown() && Files.exists(file);
    }

    /** Keeps the newest; of the others those that are still needed, as long as all of them take no more than was said. */
    private void removeExcess() throws IOException {
        List<Path> all = files.all();
        long size = 0;
        for (Path file : all) {
            size += sizeOf(file);
        }
        for (Path file : all.subList(0, Math.max(0, all.size() - options.keep()))) {
            if (size > options.size() * options.keep() || !unshipped.needs(file)) {
                size -= sizeOf(file);
                Files.deleteIfExists(file);
            }
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void failed(Exception cause) {
        if (!failing && !worker.isShutdown()) {
            failing = true;
            LOG.atWarn().addKeyValue("reason", cause.toString()).log("old log files cannot be taken care of");
        }
    }
}
