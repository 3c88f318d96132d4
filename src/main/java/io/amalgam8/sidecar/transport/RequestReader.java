package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;

/**
 * The half of a caller's connection that requests are read from: one after another in the order in which they came,
 * however many have come.
 */
final class RequestReader extends ChannelInboundHandlerAdapter {

    private static final Object HALF_CLOSED = new Object();

    private final Wire wire;
    private final CallerConnection connection;
    private final RequestGrammar grammar = new RequestGrammar();
    private final ByteGuard guard = new ByteGuard(grammar, wrong -> OwnAnswer.of(wrong.kind(), wrong.reason()));
    private final Codec.RequestDecoder decoder = new Codec.RequestDecoder();
    private final HeadClock headClock;
    private final Intake intake;

    private Request request = Request.unreadable();
    private Optional<Http2Upgrade> upgrade = Optional.empty();
    private boolean ended = true;
    private boolean halfClosed;
    private boolean reading;
    private boolean stopped;
    private boolean tunnel;

    RequestReader(Wire wire, CallerConnection connection, Duration longestHead) {
        this.wire = wire;
        this.connection = connection;
        this.headClock = new HeadClock(grammar, longestHead);
        this.intake = new Intake(wire.channel(), this::take);
    }

    /** Reads from the connection from now on. */
    void begin() {
        wire.add(guard).add(decoder).add(this);
    }

    /** Whether more may come of what was received already. */
    boolean isReading() {
        return reading;
    }

    /** Whether all of the last request has come. */
    boolean isEnded() {
        return ended;
    }

    boolean isWithinHead() {
        return grammar.isWithinHead();
    }

    /** What is left of the time for a head. */
    Duration timeForHead() {
        return headClock.left();
    }

    /** Whether the caller sends nothing more, though it may read on. */
    boolean isHalfClosed() {
        return halfClosed;
    }

    void pause() {
        intake.pause();
    }

    void resume() {
        intake.resume();
        connection.listener().callerRead();
    }

    /** Refuses the head that is incomplete, and all that may follow. */
    void refuseHead(OwnAnswer answer) {
        guard.discard();
        refuse(Request.unreadable(), answer);
    }

    /** Takes nothing more; true for a caller that may be sending all the same. */
    boolean stop() {
        stopped = true;
        boolean sendsMore = !halfClosed && !tunnel && (!ended || intake.isHolding() || grammar.isWithinHead());
        guard.discard();
        if (sendsMore) {
            intake.discard();
        }
        return sendsMore;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Passes on bytes from now on. */
    void becomeTunnel() {
        if (intake.isHolding()) {
            // Requests that were sent behind the one that leaves HTTP: nobody can serve them any more.
            wire.close();
            return;
        }
        tunnel = true;
        wire.remove(guard);
        wire.remove(decoder);
        intake.resume();
    }

    /** Leaves the connection; what the decoder has not read yet it hands on to who has come in its place. */
    void leave() {
        wire.remove(guard);
        wire.remove(this);
        wire.remove(decoder);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        if (headClock.look()) {
            connection.headBegun();
        }
        connection.listener().callerRead();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            intake.offer(HALF_CLOSED);
        }
        if (event == Http2Preface.TOO_LATE && !stopped) {
            connection.listener().timeUp();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (wire.isWritable()) {
            connection.listener().callerWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        wire.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        intake.discard();
        connection.gone();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        connection.gone();
    }

    private void take(Object message) {
        if (stopped || !wire.isOpen()) {
            ReferenceCountUtil.release(message);
            if (message == HALF_CLOSED) {
                wire.end();
            }
            return;
        }
        if (message == HALF_CLOSED) {
            takeHalfClose();
            return;
        }
        if (message instanceof OwnAnswer violation) {
            takeViolation(violation);
            return;
        }
        if (tunnel) {
            takeBytes(message);
            return;
        }
        if (message instanceof HttpRequest head) {
            takeHead(head);
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    private void takeHead(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            Request refused = Codec.isUnreadable(head) ? Request.unreadable() : Heads.refused(head);
            refuse(refused, RequestGuard.explain(head.decoderResult().cause(), refused));
            return;
        }
        request = Heads.of(head);
        if (grammar.hasSeenUnderscore()) {
            Lookalikes.remove(request.fields());
        }
        ended = false;
        upgrade = Http2Upgrade.askedBy(request);
        if (upgrade.isPresent()) {
            return;
        }
        if (request.hasBody()) {
            intake.pause();
        }
        connection.begin(request, head);
    }

    private void takeContent(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            connection.requestBroken(OwnAnswer.of(Kind.MALFORMED, "the request's body is malformed"));
            return;
        }
        if (request.hasBody() && content.content().isReadable()) {
            connection.listener().requestChunk(content.content());
        } else {
            content.release();
        }
        if (upgrade.isPresent()) {
            connection.upgrade(upgrade.get());
            return;
        }
        if (content instanceof LastHttpContent last) {
            ended = true;
            if (request.hasBody()) {
                connection.listener().requestEnd(Fields.of(last.trailingHeaders()));
            }
            connection.requestEnded();
        }
    }

    private void takeViolation(OwnAnswer violation) {
        if (!ended) {
            connection.requestBroken(violation);
            return;
        }
        Request begun = grammar.isWithinFields()
                ? decoder.begun().map(Heads::refused).orElseGet(Request::unreadable)
                : Request.unreadable();
        refuse(begun, violation);
    }

    private void takeBytes(Object message) {
        if (message instanceof ByteBuf bytes) {
            connection.listener().requestChunk(bytes);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHalfClose() {
        halfClosed = true;
        if (tunnel) {
            connection.listener().requestEnd(Fields.NONE);
            return;
        }
        if (!ended) {
            connection.requestBroken(OwnAnswer.of(Kind.MALFORMED, "the request's body ends too early"));
            return;
        }
        connection.halfClosed();
    }

    private void refuse(Request refused, OwnAnswer answer) {
        request = refused;
        ended = true;
        connection.refuse(refused, answer);
    }
}
