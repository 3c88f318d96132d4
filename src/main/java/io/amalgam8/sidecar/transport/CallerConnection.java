package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;
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

        /** Takes its socket and goes on in HTTP/2. */
        void upgrade(NetSocket socket, Http2Upgrade upgrade);
    }

    private static final Object HALF_CLOSED = new Object();

    private final NetSocket socket;
    private final Wire wire;
    private final Calls calls;
    private final Home home;
    private final Patience patience;
    private final String address;
    private final RequestGrammar grammar = new RequestGrammar();
    private final ByteGuard guard = new ByteGuard(grammar, wrong -> OwnAnswer.of(wrong.kind(), wrong.reason()));
    private final Codec.RequestDecoder decoder = new Codec.RequestDecoder();
    private final AnswerWriter answers;
    private final Intake intake;
    private final Deadline deadline;
    private final HeadClock headClock;

    private @Nullable Listener listener;
    private @Nullable WebSocketEnd webSocket;
    private Request request = Request.unreadable();
    private Optional<Http2Upgrade> upgrade = Optional.empty();
    private boolean requestEnded = true;
    private boolean halfClosed;
    private boolean reading;
    private boolean closing;
    private boolean tunnel;

    private CallerConnection(NetSocket socket, String address, Calls calls, Home home, Patience patience) {
        this.socket = socket;
        this.wire = Wire.of(socket);
        this.address = address;
        this.calls = calls;
        this.home = home;
        this.patience = patience;
        this.answers = new AnswerWriter(wire);
        this.intake = new Intake(wire.channel(), this::take);
        this.deadline = new Deadline(wire.channel().eventLoop(), this::timeUp);
        this.headClock = new HeadClock(grammar, patience.head());
    }

    /** Puts HTTP on a socket that was just accepted, before anything was read from it. */
    static CallerConnection over(NetSocket socket, Calls calls, Home home, Patience patience) {
        String address = socket.remoteAddress().hostAddress();
        CallerConnection connection =
                new CallerConnection(socket, address == null ? "" : address, calls, home, patience);
        Wire wire = connection.wire;
        wire.allowHalfClosure();
        wire.add(connection.guard)
                .add(connection.decoder)
                .add(connection.answers.encoder())
                .add(connection);
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
        answers.keepAliveNoLonger();
    }

    @Override
    public void inform(Response informational) {
        answers.inform(informational);
    }

    @Override
    public void answer(Response head) {
        answers.answer(head, !halfClosed && !home.isDraining(), requestEnded);
    }

    @Override
    public void write(ByteBuf chunk) {
        answers.write(chunk);
    }

    @Override
    public void end(Fields trailers) {
        answers.end(trailers);
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
        answers.cut();
    }

    @Override
    public void close() {
        if (!wire.isOpen() || closing) {
            return;
        }
        closing = true;
        // A caller that does not read would never be rid of otherwise.
        deadline.set(patience.idle());
        boolean sendsMore = !requestEnded || intake.isHolding() || grammar.isWithinHead();
        guard.discard();
        if (halfClosed || tunnel || !sendsMore) {
            wire.end();
            return;
        }
        // What is sent to a closed connection resets it, and with it the answer that was not read yet.
        intake.discard();
        wire.endOutput(() -> deadline.set(patience.linger()));
    }

    @Override
    public void becomeTunnel() {
        if (intake.isHolding()) {
            // Requests that were sent behind the one that leaves HTTP: nobody can serve them any more.
            wire.close();
            return;
        }
        tunnel = true;
        wire.remove(answers.encoder());
        wire.remove(guard);
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
        return listener == null && answers.isEnded() && requestEnded && !grammar.isWithinHead();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        boolean begun = headClock.look();
        if (listener != null) {
            listener.callerRead();
            return;
        }
        if (begun && answers.isEnded() && requestEnded && !closing) {
            deadline.set(headClock.left());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            intake.offer(HALF_CLOSED);
        }
        if (event == Http2Preface.TOO_LATE && !closing) {
            timeUp();
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

    /** The connection speaks another protocol from now on. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        deadline.cancel();
        home.lost(this);
    }

    private void writable() {
        if (listener != null) {
            listener.callerWritable();
            return;
        }
        if (answers.isEnded() && !closing) {
            resume();
        }
    }

    private void take(Object message) {
        if (closing || !wire.isOpen()) {
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
        requestEnded = false;
        boolean expectsContinue = request.hasBody() && head.headers().contains(HttpHeaderNames.EXPECT);
        answers.begin(request, HttpUtil.isKeepAlive(head), expectsContinue);
        deadline.clear();
        upgrade = Http2Upgrade.askedBy(request);
        if (upgrade.isPresent()) {
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
            breakOff(OwnAnswer.of(Kind.MALFORMED, "the request's body is malformed"));
            return;
        }
        if (listener != null && request.hasBody() && content.content().isReadable()) {
            listener.requestChunk(content.content());
        } else {
            content.release();
        }
        if (upgrade.isPresent()) {
            leave(upgrade.get());
            return;
        }
        if (content instanceof LastHttpContent last) {
            requestEnded = true;
            if (listener != null && request.hasBody()) {
                listener.requestEnd(Fields.of(last.trailingHeaders()));
            }
            endExchange();
        }
    }

    private void takeViolation(OwnAnswer violation) {
        if (!requestEnded) {
            breakOff(violation);
            return;
        }
        Request begun = grammar.isWithinFields()
                ? decoder.begun().map(Heads::refused).orElseGet(Request::unreadable)
                : Request.unreadable();
        refuse(begun, violation);
    }

    /** What was received behind the request is HTTP/2's already: the decoder hands it on when it goes. */
    private void leave(Http2Upgrade to) {
        wire.write(Heads.toNetty(Http2Upgrade.agreement()));
        wire.write(LastHttpContent.EMPTY_LAST_CONTENT);
        wire.remove(answers.encoder());
        home.upgrade(socket, to);
        wire.remove(guard);
        wire.remove(this);
        wire.remove(decoder);
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
            breakOff(OwnAnswer.of(Kind.MALFORMED, "the request's body ends too early"));
            return;
        }
        if (answers.isEnded()) {
            close();
        }
    }

    private void refuse(Request refused, OwnAnswer answer) {
        request = refused;
        requestEnded = true;
        answers.begin(refused, false, false);
        deadline.clear();
        calls.refuse(refused, answer, this);
    }

    private void breakOff(OwnAnswer answer) {
        answers.keepAliveNoLonger();
        if (listener == null) {
            close();
            return;
        }
        listener.requestBroken(answer);
    }

    /** Goes on to the next request when this one and its answer are complete. */
    private void endExchange() {
        if (!answers.isEnded()) {
            if (requestEnded && !tunnel) {
                intake.pause();
            }
            return;
        }
        if (!answers.isKeptAlive() || (requestEnded && (halfClosed || home.isDraining()))) {
            close();
            return;
        }
        deadline.set(timeForMore());
        if (requestEnded && !wire.isWritable()) {
            // One that asks and does not read is not asked for more, or its answers would pile up here.
            intake.pause();
            return;
        }
        resume();
    }

    private Duration timeForMore() {
        if (!requestEnded) {
            return patience.linger();
        }
        return grammar.isWithinHead() ? headClock.left() : patience.idle();
    }

    private void timeUp() {
        if (listener != null) {
            listener.timeUp();
            return;
        }
        if (closing) {
            wire.close();
            return;
        }
        if (requestEnded && grammar.isWithinHead()) {
            guard.discard();
            refuse(
                    Request.unreadable(),
                    OwnAnswer.of(Kind.REQUEST_TIMEOUT, "the request's head was not complete in time"));
            return;
        }
        close();
    }
}
