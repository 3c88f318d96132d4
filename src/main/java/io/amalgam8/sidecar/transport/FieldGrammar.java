package io.amalgam8.sidecar.transport;

/** The lines of a header or trailer section, within its bounds; a line that goes on in the next one is none of them. */
final class FieldGrammar {

    private static final int MOST_FIELDS = 200;
    private static final int LARGEST_SECTION = 64 * 1024;

    private enum State {
        LINE_START,
        NAME,
        VALUE,
        LINE_END,
        SECTION_END,
        COMPLETE
    }

    private final FramingFields framing = new FramingFields();
    private State state = State.LINE_START;
    private boolean trailers;
    private boolean underscored;
    private int fields;
    private int size;

    /** A message's head begins. */
    void begin(boolean allowCoding) {
        framing.begin(allowCoding);
        state = State.LINE_START;
        trailers = false;
        fields = 0;
        size = 0;
    }

    /** The same message's trailers begin, which are within the bounds together with the head. */
    void beginTrailers() {
        state = State.LINE_START;
        trailers = true;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** What the head says of the body. */
    FramingFields framing() {
        return framing;
    }

    /** Whether any name so far contained an underscore. */
    boolean hasSeenUnderscore() {
        return underscored;
    }

    int scan(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && state != State.COMPLETE) {
            at = switch (state) {
                case LINE_START -> lineStart(bytes, at, end);
                case NAME -> name(bytes, at, end);
                case VALUE -> value(bytes, at, end);
                case LINE_END -> feed(bytes, at, State.LINE_START);
                case SECTION_END -> feed(bytes, at, State.COMPLETE);
                case COMPLETE -> at;
            };
        }
        size += at - start;
        if (size > LARGEST_SECTION) {
            throw Violation.tooLarge(start, "the header section is too large");
        }
        return at;
    }

    private int lineStart(byte[] bytes, int at, int end) {
        byte first = bytes[at];
        if (first == Octets.CR) {
            if (!trailers) {
                framing.endHead(at);
            }
            state = State.SECTION_END;
            return at + 1;
        }
        if (!Octets.isToken(first)) {
            throw Violation.malformed(at, "a field without a name");
        }
        if (++fields > MOST_FIELDS) {
            throw Violation.tooLarge(at, "more than " + MOST_FIELDS + " fields");
        }
        framing.beginName(first);
        state = State.NAME;
        // A line that is here whole is gone through in one go, by way of the states all the same.
        return name(bytes, at, end);
    }

    private int name(byte[] bytes, int start, int end) {
        int at = framing.isMatching() ? framing.name(bytes, start, end) : start;
        boolean found = false;
        while (at < end && Octets.isToken(bytes[at])) {
            found |= bytes[at] == '_';
            at++;
        }
        underscored |= found;
        if (at == end) {
            return at;
        }
        if (bytes[at] != ':') {
            throw Violation.malformed(at, "a field's name is malformed");
        }
        if (!trailers) {
            framing.endName(at);
        }
        state = State.VALUE;
        return value(bytes, at + 1, end);
    }

    private int value(byte[] bytes, int start, int end) {
        int at = start;
        if (framing.isReading()) {
            while (at < end && Octets.isText(bytes[at])) {
                framing.value(bytes[at], at);
                at++;
            }
        }
        at = Octets.endOfText(bytes, at, end);
        if (at == end) {
            return at;
        }
        if (bytes[at] != Octets.CR) {
            throw Violation.malformed(at, "a field's value is malformed");
        }
        framing.endValue(at);
        state = State.LINE_END;
        return at + 1 < end ? feed(bytes, at + 1, State.LINE_START) : at + 1;
    }

    private int feed(byte[] bytes, int at, State next) {
        if (bytes[at] != Octets.LF) {
            throw Violation.malformed(at, "a line's end is malformed");
        }
        state = next;
        return at + 1;
    }
}
