package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * A caller's connection that speaks HTTP/1.1 or 1.0: requests come from its {@link RequestReader} and are served one
 * after another, the answers go to its {@link AnswerWriter}. A caller that has closed its half is answered all the same.
 */
final class CallerConnection implements Caller {

    /** Who knows which connections there are. */
    interface Home {

        boolean isDraining();

        void lost(CallerConnection connection);

        /** Takes its socket and goes on in HTTP/2. */
        void upgrade(NetSocket socket, Http2Upgrade upgrade);
    }

    private final NetSocket socket;
    private final String address;
    private final Wire wire;
    private final Calls calls;
    private final Home home;
    private final RequestReader requests;
    private final AnswerWriter answers;
    private final Deadline deadline;
    private final BetweenCalls betweenCalls;

    private Listener listener;

    private CallerConnection(NetSocket socket, Calls calls, Home home, Patience patience) {
        this.socket = socket;
        String host = socket.remoteAddress().hostAddress();
        this.address = host == null ? "" : host;
        this.wire = Wire.of(socket);
        this.calls = calls;
        this.home = home;
        this.requests = new RequestReader(wire, this, patience.head());
        this.answers = new AnswerWriter(wire);
        this.deadline = new Deadline(wire.channel().eventLoop(), this::timeUp);
        this.betweenCalls = new BetweenCalls(wire, requests, answers, deadline, patience, home::isDraining);
        this.listener = betweenCalls;
    }

    /** Puts HTTP on a socket that was just accepted, before anything was read from it. */
    static CallerConnection over(NetSocket socket, Calls calls, Home home, Patience patience) {
        CallerConnection connection = new CallerConnection(socket, calls, home, patience);
        connection.wire.allowHalfClosure();
        connection.wire.add(connection.answers.encoder());
        connection.requests.begin();
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
        return requests.isReading();
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
        answers.answer(head, betweenCalls.mayFollow(), requests.isEnded());
    }

    @Override
    public void write(ByteBuf chunk) {
        answers.write(chunk);
    }

    @Override
    public void end(Fields trailers) {
        answers.end(trailers);
        listener = betweenCalls;
        betweenCalls.goOn();
    }

    @Override
    public void flush() {
        answers.flush();
    }

    @Override
    public boolean isWritable() {
        return wire.isWritable();
    }

    @Override
    public void pause() {
        requests.pause();
    }

    @Override
    public void resume() {
        requests.resume();
    }

    @Override
    public void reset() {
        listener = betweenCalls;
        answers.cut();
    }

    @Override
    public void close() {
        listener = betweenCalls;
        betweenCalls.close();
    }

    @Override
    public void becomeTunnel() {
        answers.leave();
        requests.becomeTunnel();
    }

    @Override
    public void followWebSocket() {
        wire.add(WebSocketEnd.towardsCaller());
    }

    @Override
    public void goAway() {
        wire.endWebSocket();
    }

    /** The proxy stops. */
    void drain() {
        if (betweenCalls.isIdle()) {
            betweenCalls.close();
            return;
        }
        listener.goingAway();
    }

    /** Who hears what the caller does now, but for the heads of requests. */
    Listener listener() {
        return listener;
    }

    /** A request begins, whose head the codec has read so. */
    void begin(Request request, HttpRequest head) {
        boolean expectsContinue = request.hasBody() && head.headers().contains(HttpHeaderNames.EXPECT);
        answers.begin(request, HttpUtil.isKeepAlive(head), expectsContinue);
        deadline.clear();
        calls.begin(request, this);
    }

    /** What has come in a request's place is answered so, and nothing can follow. */
    void refuse(Request refused, OwnAnswer answer) {
        answers.begin(refused, false, false);
        deadline.clear();
        calls.refuse(refused, answer, this);
    }

    /** A request has ended that would rather go on in HTTP/2; what was received behind it is HTTP/2's already. */
    void upgrade(Http2Upgrade to) {
        wire.write(Heads.toNetty(Http2Upgrade.agreement()));
        wire.write(LastHttpContent.EMPTY_LAST_CONTENT);
        answers.leave();
        home.upgrade(socket, to);
        requests.leave();
    }

    /** All of the request has come. */
    void requestEnded() {
        betweenCalls.goOn();
    }

    /** The rest of the request will not come. */
    void requestBroken(OwnAnswer answer) {
        answers.keepAliveNoLonger();
        listener.requestBroken(answer);
    }

    /** What was received last is the beginning of a head. */
    void headBegun() {
        betweenCalls.headBegun();
    }

    /** Nothing follows the last request. */
    void halfClosed() {
        betweenCalls.halfClosed();
    }

    /** The connection has closed, or speaks another protocol from now on. */
    void gone() {
        deadline.cancel();
        answers.gone();
        home.lost(this);
        Listener to = listener;
        listener = betweenCalls;
        to.callerLost();
    }

    private void timeUp() {
        listener.timeUp();
    }
}
