package io.amalgam8.sidecar.transport;

/** What an instance may send: nothing unasked, and then one answer, with any number of informational heads before it. */
final class AnswerGrammar implements Grammar {

    private static final int SWITCHING_PROTOCOLS = 101;

    private final StatusLineGrammar line = new StatusLineGrammar();
    private final MessageGrammar message = new MessageGrammar(line, this::beginBody);
    private boolean answersHead;
    private boolean answered = true;
    private boolean unasked;

    /** A request is sent: to HEAD there is an answer without a body, whatever its fields say. */
    void expectAnswer(boolean toHead) {
        message.begin();
        answersHead = toHead;
        answered = false;
    }

    /** Whether all that came was asked for, and is complete. */
    boolean isAtRest() {
        return isNothingAwaited() && !unasked;
    }

    /** Whether only the connection's end tells the answer's. */
    boolean isEndless() {
        return message.isEndless();
    }

    @Override
    public int scan(byte[] bytes, int end) {
        int at = 0;
        while (at < end && !message.isToSkip()) {
            at = isNothingAwaited() ? refuse(at) : message.scan(bytes, at, end);
        }
        return at;
    }

    @Override
    public int skip(int available) {
        return message.skip(available);
    }

    @Override
    public boolean isWithinHead() {
        return message.isWithinHead();
    }

    private boolean isNothingAwaited() {
        return answered && message.isBetween();
    }

    private int refuse(int at) {
        unasked = true;
        throw Violation.malformed(at, "nothing was asked");
    }

    private void beginBody(FramingFields told, BodyGrammar body) {
        int status = line.status();
        answered = status >= 200;
        if (status == SWITCHING_PROTOCOLS) {
            body.beginEndless();
            return;
        }
        if (answersHead || Response.isBodiless(status)) {
            body.beginNone();
            return;
        }
        if (told.isChunked()) {
            body.beginChunks();
            return;
        }
        if (!told.hasLength()) {
            body.beginEndless();
            return;
        }
        body.beginCounted(told.length());
    }
}
