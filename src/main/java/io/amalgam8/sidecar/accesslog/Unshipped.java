package io.amalgam8.sidecar.accesslog;

import java.nio.file.Path;

/** Knows which of the log's old files somebody has yet to read, so that they are not removed before. */
@FunctionalInterface
public interface Unshipped {

    /** Nobody reads the files. */
    Unshipped NOTHING = rotated -> false;

    /**
     * Whether that old file, compressed or not, is still needed. Asked before a file is removed, on a thread that may
     * block; where the old files together outgrow what the log may take on disk, it is removed in any case.
     */
    boolean needs(Path rotated);

    /** Takes a copy of a line that goes to no file; its newline is the last of so many bytes. Must be quick. */
    default void unfiled(byte[] line, int length) {}
}
