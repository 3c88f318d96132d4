package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.words.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that are written with one call to the system. Lines that cannot be written are counted and forgotten; every
 * later batch is tried again, so that the log goes on when there is room. Used by one thread.
 */
final class LineBatch {

    private static final Logger LOG = LoggerFactory.getLogger(LineBatch.class);
    /** No line may be longer. */
    static final int CAPACITY = 64 * 1024;

    /** A disk that is full, then not, then full again is one trouble, not many. */
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    /** What a file system gives at once, doubled. */
    private static final int ROOM = 8 * 1024;

    private final LineTarget target;
    private final String title;
    private final LongConsumer dropped;
    private final LongSupplier nanoTime;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private int lines;
    private long room;
    private boolean torn;
    private boolean failing;
    private boolean warned;
    private long warnedNanos;
    private long lostSinceTold;
    private long writtenSinceFailure;

    /**
     * For a target.
     *
     * @param title what the log is called
     * @param dropped is told how many lines were lost
     */
    LineBatch(LineTarget target, String title, LongConsumer dropped) {
        this(target, title, dropped, System::nanoTime);
    }

    LineBatch(LineTarget target, String title, LongConsumer dropped, LongSupplier nanoTime) {
        this.target = target;
        this.title = title;
        this.dropped = dropped;
        this.nanoTime = nanoTime;
        this.warnedNanos = nanoTime.getAsLong() - BETWEEN_WARNINGS.toNanos();
        this.torn = target.startsTorn();
    }

    /** Takes one line, its newline included; a full batch is written first. */
    void add(byte[] line, int length) {
        if (buffer.remaining() < length || buffer.position() + length > room) {
            flush();
        }
        if (lines == 0) {
            prepare(length);
            room = target.room();
        }
        buffer.put(line, 0, length);
        lines++;
    }

    /** Sees to the target while there is nothing to write. */
    void attend() {
        prepare(0);
    }

    private void prepare(int length) {
        if (target.prepare(length)) {
            torn = target.startsTorn();
        }
    }

    /** Writes what there is. */
    void flush() {
        if (lines == 0) {
            return;
        }
        buffer.flip();
        try {
            endTornLine();
            int length = buffer.limit();
            writeAll(buffer);
            written(length);
        } catch (IOException e) {
            lost(e);
        }
        buffer.clear();
        lines = 0;
    }

    private void endTornLine() throws IOException {
        if (torn) {
            writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
            torn = false;
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            target.write(bytes);
            if (bytes.remaining() == before) {
                throw new IOException("nothing could be written");
            }
        }
    }

    /** A full disk still has room for a short line now and then: it takes more than that to be well again. */
    private void written(int bytes) {
        if (!failing) {
            return;
        }
        writtenSinceFailure += bytes;
        if (writtenSinceFailure >= ROOM) {
            failing = false;
            sayWell();
        }
    }

    private void lost(IOException cause) {
        int whole = 0;
        int end = 0;
        for (int i = 0; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n') {
                whole++;
                end = i + 1;
            }
        }
        removeTornLine(buffer.position() - end);
        int lost = lines - whole;
        dropped.accept(lost);
        sayFailing(cause);
        failing = true;
        lostSinceTold += lost;
        writtenSinceFailure = 0;
    }

    /** Said once; a trouble that was not said since another one was is said when it lasts. */
    private void sayFailing(IOException cause) {
        long now = nanoTime.getAsLong();
        if (!warned && now - warnedNanos >= BETWEEN_WARNINGS.toNanos()) {
            warned = true;
            warnedNanos = now;
            LOG.atWarn().addKeyValue("reason", Reason.of(cause)).log("{} cannot be written: lines are lost", title);
        }
    }

    /** What was lost without a warning is told with the next one that is over. */
    private void sayWell() {
        if (warned) {
            warned = false;
            LOG.atInfo().addKeyValue("lost_lines", lostSinceTold).log("{} can be written again", title);
            lostSinceTold = 0;
        }
    }

    private void removeTornLine(int bytes) {
        if (bytes == 0) {
            return;
        }
        try {
            torn = !target.takeBack(bytes);
        } catch (IOException e) {
            torn = true;
        }
    }
}
