package io.amalgam8.sidecar.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * A member of a line whose text tends to be that of the line before, as an instance's address and a caller's user agent
 * are: it is kept as it was written, to be copied. Used by one thread.
 */
final class Member {

    /** What is longer is written anew each time. */
    private static final int LONGEST = 256;

    private final byte[] key;
    private final byte[] written = new byte[LONGEST];
    private @Nullable String text;
    private int length;

    Member(String key) {
        this.key = JsonLine.keyBytes(key);
    }

    byte[] key() {
        return key;
    }

    /** Whether {@link #written} is this member with that text. */
    boolean has(String value) {
        return value.equals(text);
    }

    /** The member, key and all, in the first {@link #length} bytes. */
    byte[] written() {
        return written;
    }

    int length() {
        return length;
    }

    /** Takes what those bytes hold between the two places for this member with that text. */
    void keep(String value, byte[] bytes, int start, int end) {
        if (end - start <= LONGEST) {
            System.arraycopy(bytes, start, written, 0, end - start);
            length = end - start;
            text = value;
        }
    }
}
