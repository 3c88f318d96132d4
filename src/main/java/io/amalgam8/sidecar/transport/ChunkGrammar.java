package io.amalgam8.sidecar.transport;

/**
 * A chunk's size and its extensions, then its bytes and the line's end behind them (RFC 9112, 7.1). The blanks that old
 * senders put around extensions are not tolerated, since others disagree about them.
 */
final class ChunkGrammar {

    private static final int MOST_DIGITS = 16;
    /** The codec counts a chunk's bytes as an int. */
    private static final long LARGEST_CHUNK = Integer.MAX_VALUE;

    private static final int LONGEST_EXTENSIONS = 1_024;

    private enum State {
        SIZE,
        EXTENSION_START,
        EXTENSION_NAME,
        VALUE_START,
        VALUE_TOKEN,
        VALUE_QUOTED,
        VALUE_ESCAPED,
        VALUE_END,
        LINE_END,
        BYTES,
        BYTES_RETURN,
        BYTES_FEED,
        LAST
    }

    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensions;

    void begin() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extensions = 0;
    }

    /** Whether the last chunk's line has ended, so that the trailers follow. */
    boolean isLast() {
        return state == State.LAST;
    }

    boolean isWithinBytes() {
        return state == State.BYTES;
    }

    /** Passes over a chunk's bytes. */
    int skip(int available) {
        int skipped = (int) Math.min(available, size);
        size -= skipped;
        if (size == 0) {
            state = State.BYTES_RETURN;
        }
        return skipped;
    }

    int scan(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && state != State.BYTES && state != State.LAST) {
            state = next(bytes[at], at);
            at++;
        }
        return at;
    }

    private State next(byte octet, int at) {
        return switch (state) {
            case SIZE -> size(octet, at);
            case LINE_END -> lineEnd(octet, at);
            case BYTES_RETURN -> expect(octet, Octets.CR, at, State.BYTES_FEED);
            case BYTES_FEED -> nextChunk(octet, at);
            case BYTES, LAST -> state;
            default -> extension(octet, at);
        };
    }

    private State size(byte octet, int at) {
        int digit = Octets.hex(octet);
        if (digit >= 0 && digits < MOST_DIGITS) {
            digits++;
            size = size << 4 | digit;
            return State.SIZE;
        }
        if (digit >= 0 || digits == 0 || size < 0 || size > LARGEST_CHUNK) {
            throw Violation.malformed(at, "a chunk's size is malformed");
        }
        return afterWord(octet, at);
    }

    private State extension(byte octet, int at) {
        if (++extensions > LONGEST_EXTENSIONS) {
            throw Violation.malformed(at, "a chunk's extensions are too long");
        }
        return switch (state) {
            case EXTENSION_START -> token(octet, at, State.EXTENSION_NAME);
            case EXTENSION_NAME -> nameOrValue(octet, at);
            case VALUE_START -> octet == '"' ? State.VALUE_QUOTED : token(octet, at, State.VALUE_TOKEN);
            case VALUE_TOKEN -> Octets.isToken(octet) ? State.VALUE_TOKEN : afterWord(octet, at);
            case VALUE_QUOTED -> quoted(octet, at);
            case VALUE_ESCAPED -> text(octet, at);
            default -> afterWord(octet, at);
        };
    }

    private static State nameOrValue(byte octet, int at) {
        if (Octets.isToken(octet)) {
            return State.EXTENSION_NAME;
        }
        return octet == '=' ? State.VALUE_START : afterWord(octet, at);
    }

    private static State quoted(byte octet, int at) {
        if (octet == '\\') {
            return State.VALUE_ESCAPED;
        }
        return octet == '"' ? State.VALUE_END : text(octet, at);
    }

    private static State text(byte octet, int at) {
        if (!Octets.isText(octet)) {
            throw Violation.malformed(at, "a chunk's extension is malformed");
        }
        return State.VALUE_QUOTED;
    }

    private static State token(byte octet, int at, State next) {
        if (!Octets.isToken(octet)) {
            throw Violation.malformed(at, "a chunk's extension is malformed");
        }
        return next;
    }

    private static State afterWord(byte octet, int at) {
        if (octet == ';') {
            return State.EXTENSION_START;
        }
        return expect(octet, Octets.CR, at, State.LINE_END);
    }

    private State lineEnd(byte octet, int at) {
        return expect(octet, Octets.LF, at, size == 0 ? State.LAST : State.BYTES);
    }

    private State nextChunk(byte octet, int at) {
        expect(octet, Octets.LF, at, State.SIZE);
        begin();
        return State.SIZE;
    }

    private static State expect(byte octet, byte expected, int at, State next) {
        if (octet != expected) {
            throw Violation.malformed(at, "a chunk is malformed");
        }
        return next;
    }
}
