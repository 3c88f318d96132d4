package io.amalgam8.sidecar.transport;

/** What a caller may send: one request after another (RFC 9112). */
final class RequestGrammar implements Grammar {

    private final MessageGrammar message = new MessageGrammar(new RequestLineGrammar(), this::beginBody);
    private long headNumber;

    @Override
    public int scan(byte[] bytes, int end) {
        int at = 0;
        while (at < end && !message.isToSkip()) {
            at = message.scan(bytes, at, end);
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

    /** Whether a request's first line was complete and its fields are not. */
    boolean isWithinFields() {
        return message.isWithinFields();
    }

    /** Counts the heads that are complete: the number of the one that is not. */
    long headNumber() {
        return headNumber;
    }

    /** Whether the name of any field so far contained an underscore. */
    boolean hasSeenUnderscore() {
        return message.hasSeenUnderscore();
    }

    private void beginBody(FramingFields told, BodyGrammar body) {
        headNumber++;
        if (told.isChunked()) {
            body.beginChunks();
            return;
        }
        body.beginCounted(told.length());
    }
}
