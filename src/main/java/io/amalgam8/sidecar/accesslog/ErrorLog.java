package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.config.AccessLogOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What goes wrong in the sidecar itself, in a file beside the access log's, rotated and bounded as that is. It takes whole
 * lines, and never holds up who has one.
 */
public final class ErrorLog implements AutoCloseable {

    /** The log's name in its directory, where the original's users look for it. */
    public static final String FILE_NAME = "error.log";

    private static final int RING_CAPACITY = 1024;

    private final LineThread<String> lines;

    private ErrorLog(LineTarget target) {
        // What is lost of it was said on standard error, too.
        lines = new LineThread<>("error log", RING_CAPACITY, target, lost -> {}, ErrorLog::addLine);
    }

    /** Starts to write to the options' directory; empty when there is none, or it cannot be written. */
    public static Optional<ErrorLog> open(AccessLogOptions options) {
        return options.directory().flatMap(directory -> open(directory, options));
    }

    private static Optional<ErrorLog> open(Path directory, AccessLogOptions options) {
        try {
            Path file = directory.resolve(FILE_NAME);
            ErrorLog log = new ErrorLog(RotatingFile.open(file, options.rotation(), Unshipped.NOTHING));
            log.lines.start();
            return Optional.of(log);
        } catch (IOException | SecurityException e) {
            // The access log's failure in the same directory has been told.
            return Optional.empty();
        }
    }

    /** Takes one line, with its end. Any thread may call it. */
    public void write(String line) {
        lines.offer(line);
    }

    /** Goes by the file's name from now on. Any thread may call it. */
    public void reopen() {
        lines.reopen();
    }

    /** Writes what there is, for at most some seconds. */
    @Override
    public void close() {
        lines.close();
    }

    private static void addLine(String line, LineBatch batch) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LineBatch.CAPACITY) {
            batch.add(bytes, bytes.length);
        }
    }
}
