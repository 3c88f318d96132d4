package io.amalgam8.sidecar.wire;

/**
 * How long a document may be: one is held twice while it is read, and so are the tables before and after it, so that a
 * small heap bears less than a large one.
 *
 * @param bytes at most so many
 */
record DocumentLimit(int bytes, String reason) {

    private static final int MOST = 64 * 1024 * 1024;
    private static final int LEAST = 1024 * 1024;
    private static final int SHARE = 16;

    /** A sixteenth of the heap, from 1 MiB to 64 MiB. */
    static DocumentLimit of(long heap) {
        long share = heap / SHARE;
        if (share >= MOST) {
            return new DocumentLimit(MOST, "the most in any heap");
        }
        if (share <= LEAST) {
            return new DocumentLimit(LEAST, "the least in any heap");
        }
        return new DocumentLimit((int) share, "a sixteenth of the heap that -Xmx grants");
    }

    /** The number with its reason, as a message says it. */
    @Override
    public String toString() {
        return bytes + " bytes, " + reason;
    }
}
