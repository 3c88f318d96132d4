package io.amalgam8.sidecar.shipping;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * One file of the log that is being read, and goes on being read when it is renamed, packed or removed meanwhile. Its
 * methods block.
 */
final class OpenLog implements Closeable {

    private final Fingerprint fingerprint;
    private final Optional<Plain> plain;
    private final LineReader lines;
    private final Closeable closing;
    private long size = -1;
    private long grownNanos;

    /**
     * A file that is not packed, and may still grow.
     *
     * @param age since it was last written to, when it was opened
     */
    private record Plain(FileChannel channel, Object key, Duration age) {}

    private OpenLog(Fingerprint fingerprint, Optional<Plain> plain, LineReader lines, Closeable closing) {
        this.fingerprint = fingerprint;
        this.plain = plain;
        this.lines = lines;
        this.closing = closing;
    }

    /** Opens it behind so many bytes; none when it has become another file meanwhile. */
    static Optional<OpenLog> open(LogFile file, Fingerprint fingerprint, long offset) throws IOException {
        return file.isPacked() ? openPacked(file, fingerprint, offset) : openPlain(file, fingerprint, offset);
    }

    private static Optional<OpenLog> openPacked(LogFile file, Fingerprint fingerprint, long offset) throws IOException {
        InputStream content = file.content();
        try {
            content.skipNBytes(offset);
            return Optional.of(new OpenLog(fingerprint, Optional.empty(), new LineReader(content, offset), content));
        } catch (ZipException | EOFException e) {
            // Damaged, or a copy of less.
            content.close();
            return Optional.empty();
        }
    }

    private static Optional<OpenLog> openPlain(LogFile file, Fingerprint fingerprint, long offset) throws IOException {
        Object before = key(file.path());
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        if (!before.equals(key(file.path())) || !fingerprint.isOf(channel) || channel.size() < offset) {
            channel.close();
            return Optional.empty();
        }
        LineReader lines = new LineReader(Channels.newInputStream(channel.position(offset)), offset);
        Plain plain = new Plain(channel, before, age(file.path()));
        return Optional.of(new OpenLog(fingerprint, Optional.of(plain), lines, channel));
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    /** The next lines; empty when there is none so far. */
    List<Line> read() throws IOException {
        List<Line> batch = new ArrayList<>();
        int bytes = 0;
        while (batch.size() < Batch.MOST_LINES && bytes < Batch.MOST_BYTES) {
            Optional<Line> line = lines.next();
            if (line.isEmpty()) {
                readTornAgainLater();
                break;
            }
            batch.add(line.get());
            bytes += line.get().text().length;
        }
        return batch;
    }

    /** Whether another file is in its place now, under the log's name: soon no more will be written to this one. */
    boolean isPutAside(Path log) throws IOException {
        if (plain.isEmpty()) {
            return true;
        }
        try {
            return !key(log).equals(plain.get().key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Whether it has not grown for so long, as far as was seen: who has put a file aside may have done so before those who
     * write to it have heard of it.
     *
     * @param nowNanos as {@link System#nanoTime} tells it
     */
    boolean isAtRest(Duration pause, long nowNanos) throws IOException {
        if (plain.isEmpty()) {
            return true;
        }
        long now = plain.get().channel().size();
        if (now != size) {
            grownNanos = size < 0 ? nowNanos - plain.get().age().toNanos() : nowNanos;
            size = now;
        }
        return nowNanos - grownNanos >= pause.toNanos();
    }

    /** Whether it was emptied in its place, as rotations by copy do. */
    boolean hasLostItsContent() throws IOException {
        if (plain.isEmpty()) {
            return false;
        }
        FileChannel channel = plain.get().channel();
        return channel.size() < lines.offset() || !fingerprint.isOf(channel);
    }

    /** How many bytes of it there are behind that offset; of a packed one none is known. */
    long sizeBehind(long offset) throws IOException {
        return plain.isEmpty() ? 0 : Math.max(0, plain.get().channel().size() - offset);
    }

    /** Whether it is the file of that name. */
    boolean is(LogFile file) throws IOException {
        if (plain.isEmpty() || file.isPacked()) {
            return file.fingerprint().filter(fingerprint::equals).isPresent();
        }
        try {
            return key(file.path()).equals(plain.get().key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    boolean isTorn() throws IOException {
        return lines.isTorn() || sizeBehind(lines.offset()) > 0;
    }

    /** How many lines were too long to be lines, since this was asked last. */
    long takePassedOver() {
        return lines.takePassedOver();
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }

    /** What was written of a line may be taken back, when the rest does not fit on the disk. */
    private void readTornAgainLater() throws IOException {
        if (plain.isPresent()) {
            lines.forgetTorn();
            plain.get().channel().position(lines.offset());
        }
    }

    /** Of one from the future: none. */
    private static Duration age(Path path) throws IOException {
        Duration age = Duration.between(Files.getLastModifiedTime(path).toInstant(), Instant.now());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static Object key(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return key != null ? key : attributes.creationTime();
    }
}
