package io.amalgam8.sidecar.transport;

/** What a caller may send: one request after another (RFC 9112). */
final class RequestGrammar implements Grammar {

    private enum Part {
        LINE,
        FIELDS,
        BODY
    }

    private final RequestLineGrammar line = new RequestLineGrammar();
    private final FieldGrammar fields = new FieldGrammar();
    private final BodyGrammar body = new BodyGrammar(fields);
    private Part part = Part.LINE;
    private long headNumber;

    @Override
    public int scan(byte[] bytes, int end) {
        int at = 0;
        while (at < end && !(part == Part.BODY && body.isToSkip())) {
            at = switch (part) {
                case LINE -> line(bytes, at, end);
                case FIELDS -> fields(bytes, at, end);
                case BODY -> body(bytes, at, end);
            };
        }
        return at;
    }

    @Override
    public int skip(int available) {
        if (part != Part.BODY) {
            return 0;
        }
        int skipped = body.skip(available);
        endBody();
        return skipped;
    }

    @Override
    public boolean isWithinHead() {
        return part == Part.FIELDS || (part == Part.LINE && line.hasBegun());
    }

    /** Whether a request's first line was complete and its fields are not. */
    boolean isWithinFields() {
        return part == Part.FIELDS;
    }

    /** Counts the heads that are complete: the number of the one that is not. */
    long headNumber() {
        return headNumber;
    }

    /** Whether the name of any field so far contained an underscore. */
    boolean hasSeenUnderscore() {
        return fields.framing().hasSeenUnderscore();
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
            beginBody(fields.framing());
        }
        return at;
    }

    private void beginBody(FramingFields framing) {
        headNumber++;
        part = Part.BODY;
        if (framing.isChunked()) {
            body.beginChunks();
            return;
        }
        body.beginCounted(framing.length());
        endBody();
    }

    private int body(byte[] bytes, int start, int end) {
        int at = body.scan(bytes, start, end);
        endBody();
        return at;
    }

    private void endBody() {
        if (body.isComplete()) {
            part = Part.LINE;
            line.begin();
        }
    }
}
