package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;

/** A request's first line: method, target and version with one space between them (RFC 9112, 3). */
final class RequestLineGrammar implements MessageGrammar.FirstLine {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LONGEST_METHOD = 64;
    /** Some send one or two behind a body, which do not belong there (RFC 9112, 2.2). */
    private static final int MOST_EMPTY_LINES = 2;

    private enum State {
        START,
        EMPTY_LINE_END,
        METHOD,
        TARGET,
        VERSION,
        LINE_END,
        COMPLETE
    }

    private final VersionGrammar version = new VersionGrammar();
    private State state = State.START;
    private int emptyLines;
    private int part;
    private int size;

    @Override
    public void begin() {
        state = State.START;
        emptyLines = 0;
        size = 0;
    }

    @Override
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Empty lines before it are not a part of it. */
    @Override
    public boolean hasBegun() {
        return state != State.START && state != State.EMPTY_LINE_END;
    }

    @Override
    public boolean isHttp10() {
        return version.minor() == 0;
    }

    @Override
    public int scan(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && state != State.COMPLETE) {
            at = switch (state) {
                case START -> start(bytes, at);
                case EMPTY_LINE_END -> feed(bytes, at, State.START);
                case METHOD -> method(bytes, at, end);
                case TARGET -> target(bytes, at, end);
                case VERSION -> version(bytes, at);
                case LINE_END -> feed(bytes, at, State.COMPLETE);
                case COMPLETE -> at;
            };
        }
        size += at - start;
        if (size > LONGEST_LINE) {
            throw new Violation(Kind.TARGET_TOO_LONG, start, "the request line is too long");
        }
        return at;
    }

    private int start(byte[] bytes, int at) {
        if (bytes[at] == Octets.CR && emptyLines < MOST_EMPTY_LINES) {
            emptyLines++;
            state = State.EMPTY_LINE_END;
            return at + 1;
        }
        state = State.METHOD;
        part = 0;
        return at;
    }

    private int method(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Octets.isToken(bytes[at])) {
            at++;
        }
        part += at - start;
        if (part > LONGEST_METHOD) {
            throw new Violation(Kind.METHOD_NOT_SERVED, start, "the method is too long");
        }
        return at == end ? at : endPart(bytes, at, "the method is malformed", State.TARGET);
    }

    private int target(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Octets.isVisible(bytes[at])) {
            at++;
        }
        part += at - start;
        return at == end ? at : endPart(bytes, at, "the target is malformed", State.VERSION);
    }

    private int endPart(byte[] bytes, int at, String reason, State next) {
        if (bytes[at] != Octets.SP || part == 0) {
            throw Violation.malformed(at, reason);
        }
        state = next;
        part = 0;
        version.begin();
        return at + 1;
    }

    private int version(byte[] bytes, int at) {
        if (!version.isComplete()) {
            version.next(bytes[at], at);
            return at + 1;
        }
        if (bytes[at] != Octets.CR) {
            throw Violation.malformed(at, "the request line goes on behind its version");
        }
        if (version.major() != 1 || version.minor() > 1) {
            throw new Violation(Kind.UNKNOWN_VERSION, at, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        state = State.LINE_END;
        return at + 1;
    }

    private int feed(byte[] bytes, int at, State next) {
        if (bytes[at] != Octets.LF) {
            throw Violation.malformed(at, "a line's end is malformed");
        }
        state = next;
        return at + 1;
    }
}
