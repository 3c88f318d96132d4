package io.amalgam8.sidecar.accesslog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Puts {@code x.log.gz} in the place of {@code x.log}: at every moment one of them is there, and whole. It is done in small
 * pieces, with a rest after each.
 */
final class Compression {

    private static final int PIECE = 64 * 1024;

    private Compression() {}

    /** What comes after each piece. */
    interface Rest {
        /** Takes its time after so long a piece of work; whether to go on. */
        boolean after(long workedNanos) throws IOException;
    }

    /** Ends early, with the plain file as it was, when it shall not go on or somebody still writes to the file. */
    static void compress(Path plain, Rest rest) throws IOException {
        Path unfinished = RotatedFiles.unfinished(plain);
        boolean whole = false;
        try {
            whole = copy(plain, unfinished, rest) && Files.exists(plain);
            if (whole) {
                Files.setLastModifiedTime(unfinished, Files.getLastModifiedTime(plain));
                Files.move(unfinished, RotatedFiles.compressed(plain), StandardCopyOption.ATOMIC_MOVE);
                Files.delete(plain);
            }
        } finally {
            if (!whole) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private static boolean copy(Path plain, Path unfinished, Rest rest) throws IOException {
        byte[] piece = new byte[PIECE];
        long copied = 0;
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = new Quick(Files.newOutputStream(unfinished))) {
            long began = System.nanoTime();
            int read = in.read(piece);
            while (read >= 0) {
                out.write(piece, 0, read);
                copied += read;
                if (!rest.after(System.nanoTime() - began)) {
                    return false;
                }
                began = System.nanoTime();
                read = in.read(piece);
            }
        }
        return copied == Files.size(plain);
    }

    /** A third of the usual work for lines of a log, and nearly as small: the calls need the processor more. */
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, PIECE);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
