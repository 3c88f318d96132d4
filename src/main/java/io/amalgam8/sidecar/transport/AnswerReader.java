package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The half of an instance's connection that answers are read from: one to each request, with informational heads before
 * it, and nothing unasked. What is wrong with an answer is told to whoever awaits it, as the last thing.
 */
final class AnswerReader extends ChannelInboundHandlerAdapter {

    static final Duration LONGEST_IDLE = Duration.ofSeconds(30);

    private static final Object GONE = new Object();
    /** More than any application sends; who sends on and on would be waited for all the time that an answer may take. */
    static final int MOST_INFORMATIONAL = 10_000;

    private final Wire wire;
    private final UpstreamConnection connection;
    private final AnswerGrammar grammar = new AnswerGrammar();
    private final ByteGuard guard = new ByteGuard(grammar, wrong -> malformed(wrong.reason()));
    private final Codec.ResponseDecoder decoder = new Codec.ResponseDecoder();
    private final Intake intake;

    private Upstream.@Nullable Listener listener;
    private Duration longestIdle = LONGEST_IDLE;
    private boolean keepAlive;
    private boolean unsent;
    private boolean informational;
    private int informed;
    private boolean endAnnounced;
    private boolean tunnel;

    AnswerReader(Wire wire, UpstreamConnection connection) {
        this.wire = wire;
        this.connection = connection;
        this.intake = new Intake(wire.channel(), this::take);
    }

    /** Reads from the connection from now on. */
    void begin() {
        wire.add(guard).add(decoder).add(this);
    }

    /** A request is about to be sent. */
    void expectAnswer(boolean toHead, Upstream.Listener to) {
        listener = to;
        keepAlive = false;
        informed = 0;
        grammar.expectAnswer(toHead);
        decoder.expectAnswer(toHead);
    }

    /** The request's head could not be written whole: whatever is wrong now, the instance has not begun with it. */
    void requestUnsent() {
        unsent = true;
    }

    /** Whether there is anybody who awaits an answer, or the rest of one. */
    boolean isAwaited() {
        return listener != null;
    }

    /** Nobody awaits anything any more; true where nothing is left that could be taken for another request's answer. */
    boolean rest() {
        listener = null;
        return !intake.isHolding() && grammar.isAtRest();
    }

    /** Whether the instance would take another request on the connection when it has answered. */
    boolean isKeptAlive() {
        return keepAlive;
    }

    /** How long the connection may lie idle then. */
    Duration longestIdle() {
        return longestIdle;
    }

    void pause() {
        intake.pause();
    }

    void resume() {
        intake.resume();
        if (listener != null) {
            listener.upstreamRead();
        }
    }

    /** Tells that one the rest of the answer, beginning with what is held. */
    void handOver(Upstream.Listener to) {
        listener = to;
        intake.resume();
    }

    /** Tells nobody anything, and lets go of what is held. */
    void stop() {
        listener = null;
        intake.discard();
    }

    /** Passes on bytes from now on. */
    void becomeTunnel() {
        tunnel = true;
        wire.remove(guard);
        wire.remove(decoder);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (listener != null) {
            listener.upstreamRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (listener != null && wire.isWritable()) {
            listener.upstreamWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent closed) {
            endAnnounced = closed.isSuccess();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        lose(OwnAnswer.of(Kind.CONNECTION_ENDED, "the instance reset the connection"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closed();
        if (listener != null) {
            intake.offer(GONE);
        }
        context.fireChannelInactive();
    }

    private void take(Object message) {
        if (listener == null) {
            // Nobody has asked: what comes here would be taken for the answer to the next request.
            ReferenceCountUtil.release(message);
            wire.close();
            return;
        }
        if (message == GONE) {
            lose(OwnAnswer.of(Kind.CONNECTION_ENDED, "the instance closed the connection before its answer's end"));
            return;
        }
        if (message instanceof OwnAnswer violation) {
            lose(violation);
            return;
        }
        if (tunnel) {
            takeBytes(message, listener);
            return;
        }
        if (message instanceof HttpResponse response) {
            takeHead(response, listener);
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    private static void takeBytes(Object message, Upstream.Listener to) {
        if (message instanceof ByteBuf bytes) {
            to.answerChunk(bytes);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHead(HttpResponse response, Upstream.Listener to) {
        if (response.decoderResult().isFailure()) {
            lose(explain(response.decoderResult().cause()));
            return;
        }
        Response head = Heads.of(response);
        if (!ResponseGuard.isSound(head)) {
            lose(malformed("a status or coding that nobody knows"));
            return;
        }
        informational = head.status() < 200 && !head.switchesProtocols();
        if (informational && ++informed > MOST_INFORMATIONAL) {
            lose(malformed("informational heads without end"));
            return;
        }
        if (informational) {
            to.informed(head);
            return;
        }
        keepAlive = HttpUtil.isKeepAlive(response) && ResponseGuard.isDelimited(head, decoder.answersHead());
        longestIdle = ResponseGuard.keepAlive(head.fields(), LONGEST_IDLE);
        to.answerHead(head);
    }

    private void takeContent(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            lose(malformed("its body cannot be read"));
            return;
        }
        if (informational || listener == null) {
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            listener.answerChunk(content.content());
        } else {
            content.release();
        }
        if (!(content instanceof LastHttpContent last) || listener == null || tunnel) {
            return;
        }
        if (grammar.isEndless() && wire.isSecure() && !endAnnounced) {
            lose(OwnAnswer.of(Kind.CONNECTION_ENDED, "the connection was cut within the instance's answer"));
            return;
        }
        endAnswer(Fields.of(last.trailingHeaders()), listener);
    }

    private void endAnswer(Fields trailers, Upstream.Listener to) {
        connection.answerEnded();
        to.answerEnd(trailers);
    }

    private void lose(OwnAnswer answer) {
        Upstream.Listener to = listener;
        stop();
        wire.close();
        if (to != null) {
            to.upstreamLost(unsent ? OwnAnswer.of(Kind.UNPROCESSED, answer.reason()) : answer);
        }
    }

    private static OwnAnswer explain(Throwable cause) {
        return cause instanceof PrematureChannelClosureException
                ? OwnAnswer.of(Kind.CONNECTION_ENDED, "the instance closed the connection within its answer's head")
                : malformed("its head cannot be read");
    }

    private static OwnAnswer malformed(String reason) {
        return OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance's answer is malformed: " + reason);
    }
}
