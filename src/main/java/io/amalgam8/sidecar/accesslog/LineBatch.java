package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.metrics.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that are written with one call to the system. Lines that cannot be written are counted and forgotten; every
 * later batch is tried again, so that the log goes on when there is room. Used by one thread.
 */
final class LineBatch {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);
    private static final int CAPACITY = 64 * 1024;

    /** What a file system gives at once, doubled. */
    private static final int ROOM = 8 * 1024;

    private final LineTarget target;
    private final Meters meters;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private int lines;
    private boolean torn;
    private boolean failing;
    private long lostSinceFailing;
    private long writtenSinceFailure;

    LineBatch(LineTarget target, Meters meters) {
        this.target = target;
        this.meters = meters;
        this.torn = target.startsTorn();
    }

    /** Takes one line, its newline included; a full batch is written first. */
    void add(byte[] line, int length) {
        if (buffer.remaining() < length) {
            flush();
        }
        buffer.put(line, 0, length);
        lines++;
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
            LOG.atInfo().addKeyValue("lost_lines", lostSinceFailing).log("access log can be written again");
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
        meters.accessLogDropped(lost);
        if (!failing) {
            failing = true;
            lostSinceFailing = 0;
            LOG.atWarn().addKeyValue("reason", cause.toString()).log("access log cannot be written: lines are lost");
        }
        lostSinceFailing += lost;
        writtenSinceFailure = 0;
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
