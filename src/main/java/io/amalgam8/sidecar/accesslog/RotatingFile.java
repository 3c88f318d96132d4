package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.config.RotationOptions;
import io.amalgam8.sidecar.words.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that is followed and turned over. When it is full or old, it gets a name with its time and a new one is
 * begun, between two lines, by the thread that writes them: none is lost, none is written twice. When somebody else has
 * moved or removed it, a new one is begun within a second of the next line. What becomes of the old files is the
 * {@link Archive}'s concern.
 */
final class RotatingFile implements LineTarget {

    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);
    private static final long BETWEEN_LOOKS_NANOS = Duration.ofSeconds(1).toNanos();

    /** A directory in which nothing can be renamed is not asked again at each line. */
    private static final long AFTER_FAILURE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Path path;
    private final RotationOptions options;
    private final Archive archive;
    private final Time time;
    private final AtomicBoolean reopening = new AtomicBoolean();
    private Optional<LogFile> current;
    private String whyNone = "";
    private long lookedNanos;
    private boolean stuck;
    private long stuckNanos;

    private RotatingFile(LogFile opened, Path path, RotationOptions options, Archive archive, Time time) {
        this.current = Optional.of(opened);
        this.path = path;
        this.options = options;
        this.archive = archive;
        this.time = time;
        this.lookedNanos = time.nanos();
    }

    /** Opens the file, and takes care of the archive, until it is closed. */
    static RotatingFile open(Path path, RotationOptions options, Unshipped unshipped) throws IOException {
        return open(path, options, unshipped, Time.SYSTEM);
    }

    static RotatingFile open(Path path, RotationOptions options, Unshipped unshipped, Time time) throws IOException {
        LogFile opened = LogFile.open(path);
        Archive archive = new Archive(new RotatedFiles(path), options, unshipped);
        archive.tidySoon();
        return new RotatingFile(opened, path, options, archive, time);
    }

    @Override
    public boolean prepare(int length) {
        boolean asked = reopening.getAndSet(false);
        boolean another = (asked || isTimeToLook()) && follow();
        if (length == 0 || current.isEmpty()) {
            return another;
        }
        LogFile file = current.get();
        Instant now = time.now();
        // A beginning that is yet to come is one by a clock that was wrong, then or now.
        if (file.size() == 0 || file.begun().isAfter(now)) {
            file.begins(now);
        }
        return isDue(file, length) ? rotate(file) || another : another;
    }

    @Override
    public long room() {
        return current.filter(this::turnsOver)
                .map(file -> Math.max(0, options.size() - file.size()))
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public void write(ByteBuffer lines) throws IOException {
        current.orElseThrow(() -> new IOException(whyNone)).append(lines);
    }

    @Override
    public boolean takeBack(int bytes) throws IOException {
        return current.isPresent() && current.get().takeBack(bytes);
    }

    @Override
    public boolean startsTorn() {
        return current.filter(LogFile::startsTorn).isPresent();
    }

    @Override
    public void reopen() {
        reopening.set(true);
    }

    @Override
    public void close() throws IOException {
        archive.close();
        if (current.isPresent()) {
            current.get().close();
        }
    }

    private boolean isTimeToLook() {
        return time.nanos() - lookedNanos >= BETWEEN_LOOKS_NANOS;
    }

    /** Opens what has the name now, unless it is the file at hand; whether it is another one. */
    private boolean follow() {
        lookedNanos = time.nanos();
        if (current.isPresent() && current.get().hasItsName()) {
            look(current.get());
            return false;
        }
        current.ifPresent(RotatingFile::closeWell);
        current = Optional.empty();
        try {
            current = Optional.of(LogFile.open(path));
            LOG.atInfo().addKeyValue("file", path).log("log file was moved: a new one is begun");
        } catch (IOException e) {
            // The lines are counted as lost, and that is told by who writes them.
            whyNone = Reason.of(e);
        }
        return true;
    }

    private static void look(LogFile file) {
        try {
            file.look();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.toString()).log("log file cannot be looked at");
        }
    }

    private boolean turnsOver(LogFile file) {
        return file.isRotatable() && (!stuck || time.nanos() - stuckNanos >= AFTER_FAILURE_NANOS);
    }

    private boolean isDue(LogFile file, int length) {
        if (file.size() == 0 || !turnsOver(file)) {
            return false;
        }
        return file.size() + length > options.size() || isOld(file.begun());
    }

    private boolean isOld(Instant begun) {
        return !options.age().isZero() && Duration.between(begun, time.now()).compareTo(options.age()) >= 0;
    }

    private boolean rotate(LogFile file) {
        if (!file.hasItsName()) {
            return follow();
        }
        try {
            Path old = archive.files().next(time.now());
            Files.move(path, old);
            begin(file, old);
            stuck = false;
            archive.tidySoon();
            return true;
        } catch (IOException e) {
            stuck(e);
            return false;
        }
    }

    /** Where no new file can be made, the old one gets its name back, and goes on. */
    private void begin(LogFile old, Path oldPath) throws IOException {
        try {
            current = Optional.of(LogFile.open(path));
        } catch (IOException e) {
            Files.move(oldPath, path);
            throw e;
        }
        closeWell(old);
    }

    private static void closeWell(LogFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.toString()).log("log file cannot be closed");
        }
    }

    private void stuck(IOException cause) {
        stuckNanos = time.nanos();
        if (!stuck) {
            stuck = true;
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", Reason.of(cause))
                    .log("log cannot be rotated: its file grows");
        }
    }
}
