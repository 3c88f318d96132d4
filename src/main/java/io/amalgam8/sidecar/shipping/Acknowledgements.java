package io.amalgam8.sidecar.shipping;

import io.vertx.core.buffer.Buffer;

/**
 * Reads what a server says of one window after the other: {@code '2' 'A'} and the number of the last event that it has,
 * four bytes, however they are cut. A server that is slow repeats a number, or says 0, to show that it is alive.
 */
final class Acknowledgements {

    private static final int LENGTH = 6;

    private final byte[] frame = new byte[LENGTH];
    private int filled;
    private int window;
    private int acknowledged;

    /** So many events are sent now, and none of them is acknowledged. */
    void expect(int events) {
        window = events;
        acknowledged = 0;
    }

    /**
     * Takes bytes of the server.
     *
     * @return how many events of the window it has now
     * @throws LogServerException when it says something else, or what cannot be: more than was sent, or less than before
     */
    int read(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            frame[filled++] = bytes.getByte(i);
            checkBeginning();
            if (filled == LENGTH) {
                filled = 0;
                take(number());
            }
        }
        return acknowledged;
    }

    int acknowledged() {
        return acknowledged;
    }

    boolean isComplete() {
        return acknowledged == window;
    }

    private void checkBeginning() {
        boolean fits = filled == 1 ? frame[0] == '2' : filled != 2 || frame[1] == 'A';
        if (!fits) {
            throw new LogServerException("answer: byte " + frame[filled - 1] + " (expected: an acknowledgement, 2A)");
        }
    }

    private long number() {
        return Buffer.buffer(frame).getUnsignedInt(2);
    }

    private void take(long number) {
        if (number == 0) {
            return;
        }
        if (number > window || number < acknowledged) {
            throw new LogServerException(
                    "acknowledged event: " + number + " (expected: " + acknowledged + ".." + window + ")");
        }
        acknowledged = (int) number;
    }
}
