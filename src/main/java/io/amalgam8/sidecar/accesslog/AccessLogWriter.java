package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lines on one thread of its own. Between it and the event loops lies a bounded ring: when that is full, the
 * oldest line is dropped and counted, so that no call ever waits for a disk or a pipe. Every entry ends as a line that was
 * written or as one that was counted as dropped, never as both.
 */
public final class AccessLogWriter implements AccessLog, AutoCloseable {

    /** The log's name in its directory, where the original's users look for it. */
    public static final String FILE_NAME = "a8_access.log";

    static final int RING_CAPACITY = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);

    /** Lines are gathered for so long, so that a busy sidecar writes them by the hundred and wakes no thread for each. */
    private static final Duration GATHERING = Duration.ofMillis(10);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);
    private static final Duration INTERRUPT_DEADLINE = Duration.ofMillis(500);

    /** When others keep filling what was just made free, the newest line is dropped instead of trying for ever. */
    private static final int OFFERS = 16;

    private final Ring<AccessLogEntry> ring = new Ring<>(RING_CAPACITY);
    private final AtomicReference<State> state = new AtomicReference<>(State.WRITING);
    private final LineTarget target;
    private final Meters meters;
    private final LineFormat format;
    private final LineBatch batch;
    private final Thread thread;
    private volatile boolean closing;

    /** What the writing thread is at. */
    private enum State {
        WRITING,
        /** Sleeps until it is woken. */
        RESTING,
        /** Will never look at the ring again. */
        ENDED
    }

    AccessLogWriter(LineTarget target, Identity identity, Meters meters) {
        this.target = target;
        this.meters = meters;
        this.format = new LineFormat(identity);
        this.batch = new LineBatch(target, meters);
        this.thread = new Thread(this::run, "a8-access-log");
        thread.setDaemon(true);
    }

    /**
     * Starts to write to the options' directory, or to standard output when there is none or it cannot be written; the
     * latter is warned of.
     */
    public static AccessLogWriter open(AccessLogOptions options, Identity identity, Meters meters) {
        return new AccessLogWriter(target(options, LineTarget::standardOutput), identity, meters).start();
    }

    static LineTarget target(AccessLogOptions options, Supplier<LineTarget> standardOutput) {
        if (options.directory().isEmpty()) {
            return standardOutput.get();
        }
        Path directory = options.directory().get();
        try {
            Files.createDirectories(directory);
            return LineTarget.file(directory.resolve(FILE_NAME));
        } catch (IOException | SecurityException e) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue("reason", e.toString())
                    .log("access log directory cannot be written: the log goes to standard output");
            return standardOutput.get();
        }
    }

    AccessLogWriter start() {
        thread.start();
        return this;
    }

    /** Any thread may call it, until {@link #close} and after it. */
    @Override
    public void write(AccessLogEntry entry) {
        for (int i = 0; i < OFFERS; i++) {
            if (ring.offer(entry)) {
                wake();
                return;
            }
            dropOldest();
        }
        meters.accessLogDropped(1);
    }

    /** Writes what there is, for at most some seconds; lines that could not be written by then are counted as dropped. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (!awaitEnd(CLOSE_DEADLINE)) {
            LOG.warn("access log could not be written out in time: its last lines are lost");
            thread.interrupt();
            awaitEnd(INTERRUPT_DEADLINE);
        }
        state.set(State.ENDED);
        dropAll();
    }

    private void wake() {
        State seen = state.get();
        if (seen == State.RESTING && state.compareAndSet(State.RESTING, State.WRITING)) {
            LockSupport.unpark(thread);
        }
        if (seen == State.ENDED) {
            dropAll();
        }
    }

    private void dropOldest() {
        if (ring.poll(oldest -> {})) {
            meters.accessLogDropped(1);
        }
    }

    private void dropAll() {
        while (!ring.isEmpty()) {
            dropOldest();
        }
    }

    private void run() {
        try {
            writeUntilClosing();
        } finally {
            state.set(State.ENDED);
            dropAll();
            closeTarget();
        }
    }

    private void writeUntilClosing() {
        while (!closing) {
            if (writeAll()) {
                LockSupport.parkNanos(this, GATHERING.toNanos());
            } else {
                rest();
            }
        }
        writeAll();
    }

    /** Writes until the ring is empty; whether there was anything. */
    private boolean writeAll() {
        boolean any = false;
        while (ring.poll(this::add)) {
            any = true;
        }
        batch.flush();
        return any;
    }

    private void add(AccessLogEntry entry) {
        JsonLine line = format.format(entry);
        batch.add(line.bytes(), line.length());
    }

    private void rest() {
        state.set(State.RESTING);
        // Looks again: who offered before the state was set has not woken anybody.
        if (ring.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        state.compareAndSet(State.RESTING, State.WRITING);
    }

    private boolean awaitEnd(Duration deadline) {
        try {
            thread.join(deadline.toMillis());
            return !thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void closeTarget() {
        try {
            target.close();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("access log could not be closed");
        }
    }
}
