package io.amalgam8.sidecar.transport;

/**
 * Follows one direction of a connection, byte for byte, and refuses the first byte that HTTP/1.1 does not allow where it
 * stands. Knows where each message ends, but of its content no more than that takes.
 */
interface Grammar {

    /**
     * Looks through bytes of lines; stops early where a body begins.
     *
     * @param end where the bytes end, which begin at 0
     * @return how many were looked through
     * @throws Violation for the first one that cannot stand where it does
     */
    int scan(byte[] bytes, int end);

    /** Passes over bytes of a body, as many as there are of these. */
    int skip(int available);

    /** Whether a message's head has begun and is not complete. */
    boolean isWithinHead();
}
