package io.amalgam8.sidecar.a8ctl;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where a command reads and prints: results on {@code out}, all else on {@code error}. */
record Streams(InputStream in, PrintStream out, PrintStream error) {

    /** In UTF-8, whatever the locale: {@link System#out} would lose letters that the locale has not. */
    static Streams ofTheProcess() {
        return new Streams(System.in, printing(FileDescriptor.out), printing(FileDescriptor.err));
    }

    private static PrintStream printing(FileDescriptor file) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(file)), true, StandardCharsets.UTF_8);
    }

    /** Writes what has yet to be written. */
    void flush() {
        out.flush();
        error.flush();
    }
}
