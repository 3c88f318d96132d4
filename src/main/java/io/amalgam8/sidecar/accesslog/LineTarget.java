package io.amalgam8.sidecar.accesslog;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the lines end up. Used by one thread, which may be held up here. */
interface LineTarget extends Closeable {

    /** Writes at least one of the remaining bytes. */
    void write(ByteBuffer lines) throws IOException;

    /** Removes the last bytes that were written, where that is possible. */
    boolean takeBack(int bytes) throws IOException;

    /** Whether what was there before ends in the middle of a line. */
    boolean startsTorn();

    /** The file, to which is appended; made where it does not exist. */
    static LineTarget file(Path path) throws IOException {
        boolean torn = endsTorn(path);
        return new AppendedFile(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), torn);
    }

    /** Standard output; closing it leaves it open, since others write there, too. */
    static LineTarget standardOutput() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** A regular file, or what somebody has put in its place. */
    record AppendedFile(FileChannel channel, boolean startsTorn) implements LineTarget {

        @Override
        public void write(ByteBuffer lines) throws IOException {
            channel.write(lines);
        }

        @Override
        public boolean takeBack(int bytes) throws IOException {
            long end = channel.size() - bytes;
            if (end < 0) {
                // Somebody else has shortened it meanwhile, as rotations by copy do.
                return false;
            }
            channel.truncate(end);
            return true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A pipe, a terminal or whatever the process was given. */
    record StandardOutput(FileChannel channel) implements LineTarget {

        @Override
        public void write(ByteBuffer lines) throws IOException {
            channel.write(lines);
        }

        @Override
        public boolean takeBack(int bytes) {
            return false;
        }

        @Override
        public boolean startsTorn() {
            return false;
        }

        @Override
        public void close() {}
    }

    /** As a process leaves a file that is killed while it writes. */
    private static boolean endsTorn(Path path) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return false;
        }
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.size() > 0 && reader.read(last, reader.size() - 1) == 1 && last.get(0) != '\n';
        }
    }
}
