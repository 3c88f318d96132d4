package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.words.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log of a sidecar. Every call that is entered ends as a line that was written, as one that was counted as
 * dropped, or as one that was counted as left out by the sampling; never as two of these.
 */
public final class AccessLogWriter implements AccessLog, AutoCloseable {

    /** The log's name in its directory, where the original's users look for it. */
    public static final String FILE_NAME = "a8_access.log";

    static final int RING_CAPACITY = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);
    private static final int FIRST_ERROR = 400;

    private final LineThread<AccessLogEntry> lines;
    private final LineFormat format;
    private final Meters meters;
    private final double sample;
    private Optional<Path> file = Optional.empty();
    private Unshipped unfiled = Unshipped.NOTHING;

    AccessLogWriter(LineTarget target, Identity identity, double sample, Meters meters) {
        this.lines = new LineThread<>("access log", RING_CAPACITY, target, meters::accessLogDropped, this::addLine);
        this.format = new LineFormat(identity);
        this.meters = meters;
        this.sample = sample;
    }

    /**
     * Starts to write to the options' directory, or to standard output when there is none or it cannot be written; the
     * latter is warned of.
     */
    public static AccessLogWriter open(
            AccessLogOptions options, Identity identity, Unshipped unshipped, Meters meters) {
        LineTarget target = target(options, unshipped, LineTarget::standardOutput);
        AccessLogWriter writer = new AccessLogWriter(target, identity, options.sample(), meters);
        writer.file = readableFile(options, target);
        writer.unfiled = writer.file.isPresent() ? Unshipped.NOTHING : unshipped;
        return writer.start();
    }

    static LineTarget target(AccessLogOptions options, Unshipped unshipped, Supplier<LineTarget> standardOutput) {
        if (options.directory().isEmpty()) {
            return standardOutput.get();
        }
        Path directory = options.directory().get();
        try {
            return RotatingFile.open(directory.resolve(FILE_NAME), options.rotation(), unshipped);
        } catch (IOException | SecurityException e) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue("reason", Reason.of(e))
                    .log("access log directory cannot be written: the log goes to standard output");
            return standardOutput.get();
        }
    }

    AccessLogWriter start() {
        lines.start();
        return this;
    }

    /** The file that can be read to see every line; none where the lines go to standard output, a pipe and the like. */
    public Optional<Path> file() {
        return file;
    }

    /** Any thread may call it, until {@link #close} and after it. */
    @Override
    public void write(AccessLogEntry entry) {
        if (sample < 1 && isDispensable(entry) && ThreadLocalRandom.current().nextDouble() >= sample) {
            meters.accessLogSampledOut();
            return;
        }
        lines.offer(entry);
    }

    /** Whether there is room for as many lines as there ever is. */
    boolean isDrained() {
        return lines.isDrained();
    }

    /** Goes by the file's name from now on: whoever moved the file away may take it. Any thread may call it. */
    public void reopen() {
        lines.reopen();
    }

    /** Writes what there is, for at most some seconds; lines that could not be written by then are counted as dropped. */
    @Override
    public void close() {
        lines.close();
    }

    /** Nobody looks for a call in which nothing happened. */
    private static boolean isDispensable(AccessLogEntry entry) {
        return entry.status() < FIRST_ERROR
                && entry.flags().isEmpty()
                && entry.fault().isEmpty();
    }

    private void addLine(AccessLogEntry entry, LineBatch batch) {
        JsonLine line = format.format(entry);
        batch.add(line.bytes(), line.length());
        unfiled.unfiled(line.bytes(), line.length());
    }

    private static Optional<Path> readableFile(AccessLogOptions options, LineTarget target) {
        return options.directory()
                .filter(directory -> !(target instanceof LineTarget.StandardOutput))
                .map(directory -> directory.resolve(FILE_NAME))
                .filter(log -> Files.isRegularFile(log) && Files.isReadable(log));
    }
}
