package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection that speaks HTTP/1.1 or 1.0: one request after another in the order in which they came, however
 * many have come. A caller that has closed its half is answered all the same.
 *
 * <p>Longer than a file should be: where a request ends, where its answer ends and what may be read next are one state,
 * and each of its transitions is asked from both directions.
 */
final class CallerConnection extends ChannelInboundHandlerAdapter implements Caller {

    /** Who knows which connections there are. */
    interface Home {

        boolean isDraining();

        void lost(CallerConnection connection);
    }

    private static final Object HALF_CLOSED = new Object();

    private final Wire wire;
    private final Calls calls;
    private final Home home;
    private final Patience patience;
    private final String address;
    private final Codec.RequestDecoder decoder = new Codec.RequestDecoder();
    private final Codec.ResponseEncoder encoder = new Codec.ResponseEncoder();
    private final Intake intake;
    private final Deadline deadline;

    private @Nullable Listener listener;
    private @Nullable WebSocketEnd webSocket;
    private Request request = Request.unreadable();
    private boolean headBegun;
    private boolean requestEnded = true;
    private boolean answerEnded = true;
    private boolean keepAlive = true;
    private boolean closeDelimited;
    private boolean halfClosed;
    private boolean reading;
    private boolean closing;
    private boolean tunnel;

    private CallerConnection(Wire wire, String address, Calls calls, Home home, Patience patience) {
        this.wire = wire;
        this.address = address;
        this.calls = calls;
        this.home = home;
        this.patience = patience;
        this.intake = new Intake(wire.channel(), this::take);
        this.deadline = new Deadline(wire.channel().eventLoop(), this::timeUp);
    }

    /** Puts HTTP on a socket that was just accepted, before anything was read from it. */
    static CallerConnection over(NetSocket socket, Calls calls, Home home, Patience patience) {
        Wire wire = Wire.of(socket);
        String address = socket.remoteAddress().hostAddress();
        CallerConnection connection = new CallerConnection(wire, address == null ? "" : address, calls, home, patience);
        wire.allowHalfClosure();
        wire.add(connection.decoder).add(connection.encoder).add(connection);
        connection.deadline.set(patience.first());
        return connection;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean isSecure() {
        return wire.isSecure();
    }

    @Override
    public void subscribe(Listener to) {
        listener = to;
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public void wakeAfter(Duration delay) {
        deadline.set(delay);
    }

    @Override
    public void keepAliveNoLonger() {
        keepAlive = false;
    }

    @Override
    public void inform(Response informational) {
        if (!request.isHttp10()) {
            HopByHop.remove(informational.fields());
            encoder.answersHead(false);
            wire.write(Heads.toNetty(informational));
            wire.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    @Override
    public void answer(Response head) {
        AnswerFraming framing = AnswerFraming.of(head, request, keepAlive && !halfClosed && !home.isDraining());
        keepAlive = framing.keepAlive();
        closeDelimited = framing.closeDelimited();
        encoder.answersHead(request.method().equals("HEAD"));
        wire.write(Heads.toNetty(head));
    }

    @Override
    public void write(ByteBuf chunk) {
        wire.write(chunk);
    }

    @Override
    public void end(Fields trailers) {
        wire.write(Heads.end(request.isHttp10() ? Fields.NONE : trailers));
        answerEnded = true;
        listener = null;
        endExchange();
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
            listener.callerRead();
        }
    }

    @Override
    public void reset() {
        listener = null;
        wire.flush();
        if (closeDelimited) {
            wire.reset();
            return;
        }
        wire.close();
    }

    @Override
    public void close() {
        if (!wire.isOpen()) {
            return;
        }
        closing = true;
        // A caller that does not read would never be rid of otherwise.
        deadline.set(patience.idle());
        wire.end();
    }

    @Override
    public void becomeTunnel() {
        if (intake.isHolding()) {
            // Requests that were sent behind the one that leaves HTTP: nobody can serve them any more.
            wire.close();
            return;
        }
        tunnel = true;
        wire.remove(encoder);
        wire.remove(decoder);
        intake.resume();
    }

    @Override
    public void followWebSocket() {
        webSocket = WebSocketEnd.towardsCaller();
        wire.add(webSocket);
    }

    @Override
    public void goAway() {
        if (webSocket != null) {
            webSocket.goAway();
        }
    }

    /** The proxy stops. */
    void drain() {
        if (isIdle()) {
            close();
            return;
        }
        if (listener != null) {
            listener.goingAway();
        }
    }

    /** Whether no call is under way, nor the beginning of one. */
    boolean isIdle() {
        return listener == null && answerEnded && requestEnded && !headBegun;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        boolean nothingTaken = !reading;
        reading = false;
        if (listener != null) {
            listener.callerRead();
            return;
        }
        if (nothingTaken && isIdle() && wire.isOpen()) {
            headBegun = true;
            deadline.set(patience.head());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            intake.offer(HALF_CLOSED);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (wire.isWritable()) {
            writable();
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
        deadline.cancel();
        intake.discard();
        home.lost(this);
        Listener to = listener;
        listener = null;
        if (to != null) {
            to.callerLost();
        }
        context.fireChannelInactive();
    }

    private void writable() {
        if (listener != null) {
            listener.callerWritable();
            return;
        }
        if (answerEnded && !closing) {
            resume();
        }
    }

    private void take(Object message) {
        if (closing || !wire.isOpen()) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message == HALF_CLOSED) {
            takeHalfClose();
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
        headBegun = false;
        boolean refused = head.decoderResult().isFailure();
        request = Codec.isUnreadable(head) ? Request.unreadable() : Heads.of(head);
        requestEnded = refused;
        answerEnded = false;
        closeDelimited = false;
        keepAlive = !refused && HttpUtil.isKeepAlive(head);
        deadline.clear();
        if (refused) {
            calls.refuse(request, RequestGuard.explain(head.decoderResult().cause(), request), this);
            return;
        }
        if (request.hasBody()) {
            intake.pause();
        }
        calls.begin(request, this);
    }

    private void takeContent(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            breakOff("the request's body is malformed");
            return;
        }
        if (listener != null && request.hasBody() && content.content().isReadable()) {
            listener.requestChunk(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent last) {
            requestEnded = true;
            if (listener != null && request.hasBody()) {
                listener.requestEnd(Fields.of(last.trailingHeaders()));
            }
            endExchange();
        }
    }

    private void takeBytes(Object message) {
        if (message instanceof ByteBuf bytes && listener != null) {
            listener.requestChunk(bytes);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHalfClose() {
        halfClosed = true;
        if (tunnel && listener != null) {
            listener.requestEnd(Fields.NONE);
            return;
        }
        if (!requestEnded) {
            breakOff("the request's body ends too early");
            return;
        }
        if (answerEnded) {
            close();
        }
    }

    private void breakOff(String reason) {
        keepAlive = false;
        requestEnded = true;
        if (listener == null) {
            close();
            return;
        }
        listener.requestBroken(OwnAnswer.of(Kind.MALFORMED, reason));
    }

    /** Goes on to the next request when this one and its answer are complete. */
    private void endExchange() {
        if (!answerEnded) {
            if (requestEnded && !tunnel) {
                intake.pause();
            }
            return;
        }
        if (requestEnded && (!keepAlive || halfClosed || home.isDraining())) {
            close();
            return;
        }
        if (!requestEnded && !keepAlive) {
            // Closing now would reset the connection, and the answer with it, while the caller still sends.
            wire.endOutput();
        }
        deadline.set(requestEnded ? patience.idle() : patience.linger());
        if (requestEnded && !wire.isWritable()) {
            // One that asks and does not read is not asked for more, or its answers would pile up here.
            intake.pause();
            return;
        }
        resume();
    }

    private void timeUp() {
        if (listener != null) {
            listener.timeUp();
            return;
        }
        if (!headBegun || closing) {
            wire.close();
            return;
        }
        headBegun = false;
        request = Request.unreadable();
        answerEnded = false;
        calls.refuse(request, OwnAnswer.of(Kind.REQUEST_TIMEOUT, "the request's head was not complete in time"), this);
    }
}
