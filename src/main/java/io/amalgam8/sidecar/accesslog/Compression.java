package io.amalgam8.sidecar.accesslog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Puts {@code x.log.gz} in the place of {@code x.log}: at every moment one of them is there, and whole. */
final class Compression {

    private static final int PIECE = 64 * 1024;

    private Compression() {}

    /** Ends early, with the plain file as it was, when the thread is interrupted or somebody still writes to the file. */
    static void compress(Path plain) throws IOException {
        Path unfinished = RotatedFiles.unfinished(plain);
        boolean whole = false;
        try {
            whole = copy(plain, unfinished) == Files.size(plain);
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

    private static long copy(Path plain, Path unfinished) throws IOException {
        byte[] piece = new byte[PIECE];
        long copied = 0;
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = new Quick(Files.newOutputStream(unfinished))) {
            int read = in.read(piece);
            while (read >= 0 && !Thread.currentThread().isInterrupted()) {
                out.write(piece, 0, read);
                copied += read;
                read = in.read(piece);
            }
        }
        return copied;
    }

    /** A third of the usual work for lines of a log, and nearly as small: the calls need the processor more. */
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, PIECE);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
