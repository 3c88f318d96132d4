package io.amalgam8.sidecar.a8ctl;

import java.io.InputStream;
import java.io.PrintStream;

/** Where a command reads and prints: results on {@code out}, all else on {@code error}. */
record Streams(InputStream in, PrintStream out, PrintStream error) {

    static Streams ofTheProcess() {
        return new Streams(System.in, System.out, System.err);
    }
}
