package io.amalgam8.sidecar.accesslog;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the lines end up. Used by one thread, which may be held up here; but for {@link #reopen}. */
interface LineTarget extends Closeable {

    /**
     * Makes ready for a line of so many bytes, or for none: begins another file where it is time to.
     *
     * @return whether what is written next goes elsewhere than what was written before
     */
    boolean prepare(int length);

    /** How many more bytes may be written before it must be made ready again. */
    long room();

    /** Writes at least one of the remaining bytes. */
    void write(ByteBuffer lines) throws IOException;

    /** Removes the last bytes that were written, where that is possible. */
    boolean takeBack(int bytes) throws IOException;

    /** Whether what was there before ends in the middle of a line. */
    boolean startsTorn();

    /** Goes by the name, and no longer by the file that had it, from the next {@link #prepare} on. Any thread may ask. */
    void reopen();

    /** Standard output; closing it leaves it open, since others write there, too. */
    static LineTarget standardOutput() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** A pipe, a terminal or whatever the process was given. */
    record StandardOutput(FileChannel channel) implements LineTarget {

        /**
         * PIPE_BUF of Linux: so much a pipe takes whole or not at all, so that what others write there, standard error
         * perhaps, comes between two lines and not into one (POSIX, <i>write</i>).
         */
        private static final int WHOLE = 4096;

        @Override
        public boolean prepare(int length) {
            return false;
        }

        @Override
        public long room() {
            return WHOLE;
        }

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
        public void reopen() {}

        @Override
        public void close() {}
    }
}
