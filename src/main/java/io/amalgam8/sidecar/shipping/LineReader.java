package io.amalgam8.sidecar.shipping;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into lines. What lies behind the last newline is no line yet: it is read when that has come. A line that
 * is too long to be one of ours is passed over and counted.
 */
final class LineReader {

    /** Longer than any line that is written. */
    static final int LONGEST = 64 * 1024;

    private final InputStream content;
    private final byte[] buffer = new byte[LONGEST];
    private int from;
    private int to;
    private long offset;
    private boolean passesOver;
    private long passedOver;

    /** Of a stream that begins at that offset. */
    LineReader(InputStream content, long offset) {
        this.content = content;
        this.offset = offset;
    }

    /** The next line that is complete and not blank; none when there is none so far. */
    Optional<Line> next() throws IOException {
        int searched = from;
        while (true) {
            int newline = newline(searched);
            if (newline >= 0) {
                Optional<Line> line = take(newline);
                if (line.isPresent()) {
                    return line;
                }
                searched = from;
                continue;
            }
            makeRoom();
            searched = to;
            int read = content.read(buffer, to, buffer.length - to);
            if (read <= 0) {
                return Optional.empty();
            }
            to += read;
        }
    }

    /** How much of the stream was taken: to the end of a line, or of a part that is passed over. */
    long offset() {
        return offset;
    }

    /** Whether there is something behind the last newline. */
    boolean isTorn() {
        return to > from || passesOver;
    }

    /** Forgets what lies behind the last newline: the stream goes on at {@link #offset}. */
    void forgetTorn() {
        from = 0;
        to = 0;
    }

    /** How many lines were passed over since this was asked last. */
    long takePassedOver() {
        long count = passedOver;
        passedOver = 0;
        return count;
    }

    private int newline(int start) {
        for (int i = start; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private Optional<Line> take(int newline) {
        long start = offset;
        byte[] text = Arrays.copyOfRange(buffer, from, newline);
        offset += newline + 1 - from;
        from = newline + 1;
        if (passesOver) {
            passesOver = false;
            passedOver++;
            return Optional.empty();
        }
        return isBlank(text) ? Optional.empty() : Optional.of(new Line(text, start, offset));
    }

    /** Moves what is left to the buffer's beginning; what fills all of it is no line of ours. */
    private void makeRoom() {
        if (from == 0 && to == buffer.length) {
            passesOver = true;
            offset += to;
            to = 0;
            return;
        }
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
    }

    private static boolean isBlank(byte[] text) {
        for (byte b : text) {
            if (b != ' ' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
