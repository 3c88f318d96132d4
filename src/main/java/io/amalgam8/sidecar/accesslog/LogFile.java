package io.amalgam8.sidecar.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/** The file that has the log's name now: what is appended to it, and how it stands. Used by one thread. */
final class LogFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final Object identity;
    private final boolean torn;
    private final boolean rotatable;
    private Instant begun;
    private long size;

    private LogFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        this.identity = identity(attributes);
        this.size = channel.size();
        FirstLine first = FirstLine.of(path, attributes);
        this.torn = first.fileEndsTorn();
        this.begun = first.moment();
        // What somebody has linked elsewhere, or is no file at all, is not ours to rename.
        this.rotatable = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens the file, to append; makes it, and its directory, where they do not exist. */
    static LogFile open(Path path) throws IOException {
        Path directory = path.toAbsolutePath().resolveSibling("");
        // It may be a link to a directory, which createDirectories takes for something in the way.
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            return new LogFile(path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the name is still this file's. */
    boolean hasItsName() {
        try {
            return identity(Files.readAttributes(path, BasicFileAttributes.class))
                    .equals(identity);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it may be given another name. */
    boolean isRotatable() {
        return rotatable;
    }

    /** Whether it ended in the middle of a line when it was opened. */
    boolean startsTorn() {
        return torn;
    }

    /** When its first line was written; for an empty one, what was said last. */
    Instant begun() {
        return begun;
    }

    /** Its first line is written now. */
    void begins(Instant now) {
        begun = now;
    }

    long size() {
        return size;
    }

    /** Sees what others have made of it. */
    void look() throws IOException {
        size = channel.size();
    }

    void append(ByteBuffer lines) throws IOException {
        size += channel.write(lines);
    }

    /** Removes the last bytes; not where somebody else has shortened it meanwhile, as rotations by copy do. */
    boolean takeBack(int bytes) throws IOException {
        long end = channel.size() - bytes;
        if (end < 0) {
            return false;
        }
        channel.truncate(end);
        size = end;
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Device and inode, where the file system has them. */
    private static Object identity(BasicFileAttributes attributes) {
        return Optional.ofNullable(attributes.fileKey()).orElse("unknown");
    }
}
