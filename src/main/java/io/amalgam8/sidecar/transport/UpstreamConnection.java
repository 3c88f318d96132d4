package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an instance that speaks HTTP/1.1: one request at a time, kept for the next when that is safe.
 *
 * <p>Somewhat longer than a file should be: whether it is safe depends on everything that is sent and received here.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Upstream {

    /** Where it is kept between requests. */
    interface Home {

        void opened();

        /** Takes it back after a request; false when there is no room. */
        boolean keep(UpstreamConnection connection);

        /** It has closed, while a request was under way or not. */
        void lost(UpstreamConnection connection, boolean inUse);
    }

    private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
    private static final Object GONE = new Object();
    /** More than any application sends; who sends on and on would be waited for all the time that an answer may take. */
    static final int MOST_INFORMATIONAL = 10_000;

    private final Home home;
    private final Wire wire;
    private final AnswerGrammar grammar = new AnswerGrammar();
    private final ByteGuard guard = new ByteGuard(grammar, wrong -> malformed(wrong.reason()));
    private final Codec.ResponseDecoder decoder = new Codec.ResponseDecoder();
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private final Intake intake;
    private final Deadline idle;

    private @Nullable Listener listener;
    private final long openedNanos = System.nanoTime();
    private @Nullable WebSocketEnd webSocket;
    private Duration longestIdle = LONGEST_IDLE;
    private int served;
    private boolean unsent;
    private boolean inUse = true;
    private boolean reused;
    private boolean requestEnded;
    private boolean keepAlive;
    private boolean informational;
    private int informed;
    private boolean endAnnounced;
    private boolean tunnel;

    private UpstreamConnection(Wire wire, Home home) {
        this.wire = wire;
        this.home = home;
        this.intake = new Intake(wire.channel(), this::take);
        this.idle = new Deadline(wire.channel().eventLoop(), wire::close);
    }

    /** Puts HTTP on a socket that has just been connected, before anything was read from it. */
    static UpstreamConnection over(NetSocket socket, Home home) {
        Wire wire = Wire.of(socket);
        UpstreamConnection connection = new UpstreamConnection(wire, home);
        wire.add(connection.guard)
                .add(connection.decoder)
                .add(connection.encoder)
                .add(connection);
        home.opened();
        return connection;
    }

    boolean isOpen() {
        return wire.isOpen();
    }

    /** How many requests it has carried. */
    int served() {
        return served;
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - openedNanos > age.toNanos();
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    /** It leaves its home for a request. */
    void taken() {
        inUse = true;
        reused = true;
        idle.clear();
        // The last caller may have been slow up to the last byte.
        intake.resume();
    }

    @Override
    public void send(Request head, Listener to) {
        listener = to;
        requestEnded = !head.hasBody();
        keepAlive = false;
        boolean toHead = head.method().equals("HEAD");
        grammar.expectAnswer(toHead);
        decoder.expectAnswer(toHead);
        informed = 0;
        served++;
        if (reused && !head.isIdempotent()) {
            // The instance may be closing right now. Without its whole head a request cannot have been begun there.
            wire.write(Heads.toNetty(head), () -> unsent = true);
            return;
        }
        wire.write(Heads.toNetty(head));
    }

    @Override
    public void write(ByteBuf chunk) {
        wire.write(chunk);
    }

    @Override
    public void end(Fields trailers) {
        requestEnded = true;
        wire.write(Heads.end(trailers));
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public boolean isWritable() {
        return wire.isWritable();
    }

    @Override
    public void pause() {
        intake.pause();
    }

    @Override
    public void resume() {
        intake.resume();
        if (listener != null) {
            listener.upstreamRead();
        }
    }

    @Override
    public void release() {
        keepAlive = true;
        goHome();
    }

    @Override
    public void reset() {
        boolean isCut = !requestEnded && listener != null;
        listener = null;
        intake.discard();
        if (isCut) {
            // An orderly end could be taken for the end of the request's body.
            wire.reset();
            return;
        }
        wire.close();
    }

    @Override
    public void discard() {
        listener = new Discarding();
        intake.resume();
    }

    @Override
    public void close() {
        if (wire.isOpen()) {
            // An instance that does not read would keep it open for ever.
            idle.set(LONGEST_IDLE);
            wire.end();
        }
    }

    @Override
    public void becomeTunnel() {
        tunnel = true;
        wire.remove(encoder);
        wire.remove(guard);
        wire.remove(decoder);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent closed) {
            endAnnounced = closed.isSuccess();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void followWebSocket() {
        webSocket = WebSocketEnd.towardsInstance();
        wire.add(webSocket);
    }

    @Override
    public void goAway() {
        if (webSocket != null) {
            webSocket.goAway();
        }
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
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        lose(OwnAnswer.of(Kind.CONNECTION_ENDED, "the instance reset the connection"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        idle.cancel();
        home.lost(this, inUse);
        inUse = false;
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

    private static void takeBytes(Object message, Listener to) {
        if (message instanceof ByteBuf bytes) {
            to.answerChunk(bytes);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHead(HttpResponse response, Listener to) {
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

    private void endAnswer(Fields trailers, Listener to) {
        if (requestEnded) {
            goHome();
        }
        to.answerEnd(trailers);
    }

    private void goHome() {
        listener = null;
        boolean clean = !intake.isHolding() && grammar.isAtRest() && wire.isOpen();
        if (!keepAlive || !clean || !inUse) {
            wire.close();
            return;
        }
        inUse = false;
        if (home.keep(this)) {
            idle.set(longestIdle);
            return;
        }
        wire.close();
    }

    private void lose(OwnAnswer answer) {
        Listener to = listener;
        listener = null;
        intake.discard();
        wire.close();
        if (to != null) {
            to.upstreamLost(unsent ? OwnAnswer.of(Kind.UNPROCESSED, answer.reason()) : answer);
        }
    }

    /** Swallows what has come of an answer that nobody wants. */
    private final class Discarding implements Listener {

        @Override
        public void informed(Response informational) {}

        @Override
        public void answerHead(Response head) {}

        @Override
        public void answerChunk(ByteBuf chunk) {
            chunk.release();
        }

        @Override
        public void answerEnd(Fields trailers) {
            if (!requestEnded) {
                reset();
            }
        }

        @Override
        public void upstreamRead() {
            reset();
        }

        @Override
        public void upstreamWritable() {}

        @Override
        public void upstreamLost(OwnAnswer answer) {}
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
