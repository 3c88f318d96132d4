package io.amalgam8.sidecar.transport;

/**
 * How the caller can tell where an answer ends (RFC 9112, 6.3).
 *
 * @param keepAlive whether another request may follow on the connection
 * @param closeDelimited whether only the connection's end says so
 */
record AnswerFraming(boolean keepAlive, boolean closeDelimited) {

    /** Completes the head's fields to what this caller understands. */
    static AnswerFraming of(Response head, Request request, boolean wantsKeepAlive) {
        if (head.switchesProtocols()) {
            return new AnswerFraming(wantsKeepAlive, false);
        }
        Fields fields = head.fields();
        boolean bodiless =
                Response.isBodiless(head.status()) || request.method().equals("HEAD");
        boolean undelimited = !bodiless && !fields.has(Names.CONTENT_LENGTH);
        if (request.isHttp10()) {
            fields.remove(Names.TRANSFER_ENCODING);
        } else if (undelimited) {
            fields.set(Names.TRANSFER_ENCODING, "chunked");
        }
        boolean closeDelimited = undelimited && request.isHttp10();
        boolean keepAlive = wantsKeepAlive && !closeDelimited;
        if (!keepAlive) {
            fields.set(Names.CONNECTION, "close");
        }
        if (keepAlive && request.isHttp10()) {
            fields.set(Names.CONNECTION, "keep-alive");
        }
        return new AnswerFraming(keepAlive, closeDelimited);
    }
}
