package io.amalgam8.sidecar.transport;

/** An answer's first line: version, status of three digits, and a reason or none (RFC 9112, 4). */
final class StatusLineGrammar implements MessageGrammar.FirstLine {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int STATUS_DIGITS = 3;

    private enum State {
        START,
        VERSION,
        STATUS,
        REASON,
        LINE_END,
        COMPLETE
    }

    private final VersionGrammar version = new VersionGrammar();
    private State state = State.START;
    private int digits;
    private int status;
    private int size;

    @Override
    public void begin() {
        state = State.START;
        version.begin();
        digits = 0;
        status = 0;
        size = 0;
    }

    @Override
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Override
    public boolean hasBegun() {
        return state != State.START;
    }

    @Override
    public boolean isHttp10() {
        return version.minor() == 0;
    }

    int status() {
        return status;
    }

    @Override
    public int scan(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && state != State.COMPLETE) {
            at = switch (state) {
                case START -> begin(at);
                case VERSION -> version(bytes, at);
                case STATUS -> status(bytes, at);
                case REASON -> reason(bytes, at, end);
                case LINE_END -> feed(bytes, at);
                case COMPLETE -> at;
            };
        }
        size += at - start;
        if (size > LONGEST_LINE) {
            throw Violation.tooLarge(start, "the status line is too long");
        }
        return at;
    }

    private int begin(int at) {
        state = State.VERSION;
        return at;
    }

    private int version(byte[] bytes, int at) {
        if (!version.isComplete()) {
            version.next(bytes[at], at);
            return at + 1;
        }
        if (bytes[at] != Octets.SP || version.major() != 1) {
            throw Violation.malformed(at, "the version is malformed");
        }
        state = State.STATUS;
        return at + 1;
    }

    private int status(byte[] bytes, int at) {
        byte octet = bytes[at];
        if (digits < STATUS_DIGITS) {
            if (!Octets.isDigit(octet) || (digits == 0 && octet == '0')) {
                throw Violation.malformed(at, "the status is malformed");
            }
            status = status * 10 + (octet - '0');
            digits++;
            return at + 1;
        }
        if (octet != Octets.SP && octet != Octets.CR) {
            throw Violation.malformed(at, "the status is malformed");
        }
        // Many leave out the space before a reason that is empty.
        state = octet == Octets.CR ? State.LINE_END : State.REASON;
        return at + 1;
    }

    private int reason(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Octets.isText(bytes[at])) {
            at++;
        }
        if (at == end) {
            return at;
        }
        if (bytes[at] != Octets.CR) {
            throw Violation.malformed(at, "the reason is malformed");
        }
        state = State.LINE_END;
        return at + 1;
    }

    private int feed(byte[] bytes, int at) {
        if (bytes[at] != Octets.LF) {
            throw Violation.malformed(at, "a line's end is malformed");
        }
        state = State.COMPLETE;
        return at + 1;
    }
}
