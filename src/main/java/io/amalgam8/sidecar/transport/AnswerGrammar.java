package io.amalgam8.sidecar.transport;

/** What an instance may send: nothing unasked, and then one answer, with any number of informational heads before it. */
final class AnswerGrammar implements Grammar {

    private static final int SWITCHING_PROTOCOLS = 101;

    private enum Part {
        NOTHING,
        LINE,
        FIELDS,
        BODY
    }

    private final StatusLineGrammar line = new StatusLineGrammar();
    private final FieldGrammar fields = new FieldGrammar();
    private final BodyGrammar body = new BodyGrammar(fields);
    private Part part = Part.NOTHING;
    private boolean answersHead;
    private boolean answered;
    private boolean unasked;

    /** A request is sent: to HEAD there is an answer without a body, whatever its fields say. */
    void expectAnswer(boolean toHead) {
        part = Part.LINE;
        line.begin();
        answersHead = toHead;
        answered = false;
    }

    /** Whether all that came was asked for, and is complete. */
    boolean isAtRest() {
        return part == Part.NOTHING && !unasked;
    }

    /** Whether only the connection's end tells the answer's. */
    boolean isEndless() {
        return part == Part.BODY && body.isEndless();
    }

    @Override
    public int scan(byte[] bytes, int end) {
        int at = 0;
        while (at < end && !(part == Part.BODY && body.isToSkip())) {
            at = switch (part) {
                case NOTHING -> refuse(at);
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

    private int refuse(int at) {
        unasked = true;
        throw Violation.malformed(at, "nothing was asked");
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
            beginBody(line.status(), fields.framing());
        }
        return at;
    }

    private void beginBody(int status, FramingFields framing) {
        part = Part.BODY;
        answered = status >= 200;
        if (status == SWITCHING_PROTOCOLS) {
            body.beginEndless();
            return;
        }
        if (answersHead || Response.isBodiless(status)) {
            body.beginNone();
            endBody();
            return;
        }
        if (framing.isChunked()) {
            body.beginChunks();
            return;
        }
        if (!framing.hasLength()) {
            body.beginEndless();
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
            part = answered ? Part.NOTHING : Part.LINE;
            line.begin();
        }
    }
}
