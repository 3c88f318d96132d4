package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The half of a caller's connection that answers are written to: one at a time, framed as this caller understands. The
 * head waits for what follows it at once, so that an answer that is all here goes through the pipeline as one message.
 */
final class AnswerWriter {

    private static final int CONTINUE = 100;

    private final Wire wire;
    private final Codec.ResponseEncoder encoder = new Codec.ResponseEncoder();

    private Request request = Request.unreadable();
    private @Nullable Response head;
    private @Nullable ByteBuf beginning;
    private boolean ended = true;
    private boolean keepAlive = true;
    private boolean closeDelimited;
    private boolean awaitsContinue;

    AnswerWriter(Wire wire) {
        this.wire = wire;
    }

    Codec.ResponseEncoder encoder() {
        return encoder;
    }

    /**
     * A request came, and gets one answer.
     *
     * @param wantsKeepAlive whether the caller would send another request on the connection
     * @param expectsContinue whether it keeps back its body until it is asked for
     */
    void begin(Request to, boolean wantsKeepAlive, boolean expectsContinue) {
        request = to;
        ended = false;
        keepAlive = wantsKeepAlive;
        closeDelimited = false;
        awaitsContinue = expectsContinue;
    }

    void inform(Response informational) {
        if (request.isHttp10()) {
            return;
        }
        awaitsContinue &= informational.status() != CONTINUE;
        HopByHop.remove(informational.fields());
        encoder.answersHead(false);
        wire.write(Heads.toNetty(informational));
        wire.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /**
     * Writes the answer's head.
     *
     * @param mayKeep whether the connection can be kept at all
     * @param requestEnded whether all of the request has come
     */
    void answer(Response head, boolean mayKeep, boolean requestEnded) {
        // Who was not asked for its body may send it all the same, or its next request instead: nobody can tell.
        boolean isUncertain = awaitsContinue && !requestEnded;
        AnswerFraming framing = AnswerFraming.of(head, request, keepAlive && mayKeep && !isUncertain);
        keepAlive = framing.keepAlive();
        closeDelimited = framing.closeDelimited();
        encoder.answersHead(request.method().equals("HEAD"));
        this.head = head;
    }

    void write(ByteBuf chunk) {
        if (head != null && beginning == null) {
            beginning = chunk;
            return;
        }
        writeHeld();
        wire.write(chunk);
    }

    void end(Fields trailers) {
        Fields last = request.isHttp10() ? Fields.NONE : trailers;
        wire.write(head == null ? Heads.end(last) : Heads.whole(head, body(), last));
        head = null;
        beginning = null;
        ended = true;
    }

    /** Sends what was written. */
    void flush() {
        writeHeld();
        wire.flush();
    }

    /** Leaves the connection to bytes of another protocol. */
    void leave() {
        writeHeld();
        wire.remove(encoder);
    }

    /** The connection has closed. */
    void gone() {
        head = null;
        body().release();
        beginning = null;
    }

    /** Whether nothing is owed to the caller. */
    boolean isEnded() {
        return ended;
    }

    /** Whether another request may follow. */
    boolean isKeptAlive() {
        return keepAlive;
    }

    void keepAliveNoLonger() {
        keepAlive = false;
    }

    /** Ends the connection such that the answer, if it has begun, does not look complete. */
    void cut() {
        flush();
        if (closeDelimited) {
            wire.reset();
            return;
        }
        wire.close();
    }

    private void writeHeld() {
        if (head == null) {
            return;
        }
        wire.write(Heads.toNetty(head));
        if (beginning != null) {
            wire.write(beginning);
        }
        head = null;
        beginning = null;
    }

    private ByteBuf body() {
        return beginning == null ? Unpooled.EMPTY_BUFFER : beginning;
    }
}
