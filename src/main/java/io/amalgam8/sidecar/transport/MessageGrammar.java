package io.amalgam8.sidecar.transport;

/**
 * What requests and answers have in common: a first line, fields, a body, and then the next first line. What the line is
 * made of, and what follows from the head for the body, is for each of the two to say.
 */
final class MessageGrammar {

    /** A message's first line. */
    interface FirstLine {

        void begin();

        int scan(byte[] bytes, int start, int end);

        boolean hasBegun();

        boolean isComplete();

        boolean isHttp10();
    }

    /** What follows a head. */
    interface Framing {

        /** Begins the body that the head's fields tell of. */
        void beginBody(FramingFields told, BodyGrammar body);
    }

    private enum Part {
        LINE,
        FIELDS,
        BODY
    }

    private final FirstLine line;
    private final Framing framing;
    private final FieldGrammar fields = new FieldGrammar();
    private final BodyGrammar body = new BodyGrammar(fields);
    private Part part = Part.LINE;

    MessageGrammar(FirstLine line, Framing framing) {
        this.line = line;
        this.framing = framing;
    }

    /** The next message begins. */
    void begin() {
        part = Part.LINE;
        line.begin();
    }

    /** Whether what comes next is bytes that can only be counted. */
    boolean isToSkip() {
        return part == Part.BODY && body.isToSkip();
    }

    /** Whether only the connection's end tells the body's. */
    boolean isEndless() {
        return part == Part.BODY && body.isEndless();
    }

    /** Whether a message has ended, and the next one has not begun. */
    boolean isBetween() {
        return part == Part.LINE && !line.hasBegun();
    }

    boolean isWithinHead() {
        return part == Part.FIELDS || (part == Part.LINE && line.hasBegun());
    }

    boolean isWithinFields() {
        return part == Part.FIELDS;
    }

    /** Whether the name of any field so far contained an underscore. */
    boolean hasSeenUnderscore() {
        return fields.hasSeenUnderscore();
    }

    /** Looks through bytes of one part of the message. */
    int scan(byte[] bytes, int start, int end) {
        return switch (part) {
            case LINE -> line(bytes, start, end);
            case FIELDS -> fields(bytes, start, end);
            case BODY -> body(bytes, start, end);
        };
    }

    int skip(int available) {
        if (part != Part.BODY) {
            return 0;
        }
        int skipped = body.skip(available);
        endBody();
        return skipped;
    }

    private int line(byte[] bytes, int start, int end) {
        int at = line.scan(bytes, start, end);
        if (line.isComplete()) {
            fields.begin(!line.isHttp10());
            part = Part.FIELDS;
        }
        return at;
    }

    private int fields(byte[] bytes, int start, int end) {
        int at = fields.scan(bytes, start, end);
        if (fields.isComplete()) {
            part = Part.BODY;
            framing.beginBody(fields.framing(), body);
            endBody();
        }
        return at;
    }

    private int body(byte[] bytes, int start, int end) {
        int at = body.scan(bytes, start, end);
        endBody();
        return at;
    }

    private void endBody() {
        if (body.isComplete()) {
            begin();
        }
    }
}
