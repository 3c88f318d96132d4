package io.amalgam8.sidecar.shipping;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * By what a file of the log is known, whatever it is called and however it is packed: its first line, which has the
 * moment and the id of a request in it.
 *
 * @param hash SHA-256 of that line, newline included, in hexadecimal
 * @param length of that line
 */
record Fingerprint(String hash, int length) {

    /** Of a longer line, the beginning counts. */
    static final int LIMIT = LineReader.LONGEST;

    /** Of what the stream begins with; none as long as its first line is not complete. */
    static Optional<Fingerprint> of(InputStream content) throws IOException {
        byte[] beginning = content.readNBytes(LIMIT);
        for (int i = 0; i < beginning.length; i++) {
            if (beginning[i] == '\n') {
                return Optional.of(of(Arrays.copyOf(beginning, i + 1)));
            }
        }
        return beginning.length == LIMIT ? Optional.of(of(beginning)) : Optional.empty();
    }

    /** Whether that open file still begins so. */
    boolean isOf(FileChannel file) throws IOException {
        ByteBuffer beginning = ByteBuffer.allocate(length);
        while (beginning.hasRemaining() && file.read(beginning, beginning.position()) > 0) {}
        return !beginning.hasRemaining() && of(beginning.array()).equals(this);
    }

    private static Fingerprint of(byte[] line) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line);
            return new Fingerprint(HexFormat.of().formatHex(hash), line.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
