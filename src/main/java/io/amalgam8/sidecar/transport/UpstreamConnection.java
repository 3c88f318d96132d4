package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/** A connection to an instance that speaks HTTP/1.1: one request at a time, kept for the next when that is safe. */
final class UpstreamConnection implements Upstream {

    /** Where it is kept between requests. */
    interface Home {

        void opened();

        /** Takes it back after a request; false when there is no room. */
        boolean keep(UpstreamConnection connection);

        /** It has closed, while a request was under way or not. */
        void lost(UpstreamConnection connection, boolean inUse);
    }

    private final Home home;
    private final Wire wire;
    private final AnswerReader answers;
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private final Deadline idle;
    private final long openedNanos = System.nanoTime();

    private int served;
    private boolean inUse = true;
    private boolean reused;
    private boolean requestEnded;

    private UpstreamConnection(Wire wire, Home home) {
        this.wire = wire;
        this.home = home;
        this.answers = new AnswerReader(wire, this);
        this.idle = new Deadline(wire.channel().eventLoop(), wire::close);
    }

    /** Puts HTTP on a socket that has just been connected, before anything was read from it. */
    static UpstreamConnection over(NetSocket socket, Home home) {
        UpstreamConnection connection = new UpstreamConnection(Wire.of(socket), home);
        connection.wire.add(connection.encoder);
        connection.answers.begin();
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
        answers.resume();
    }

    @Override
    public void send(Request head, Listener to) {
        requestEnded = !head.hasBody();
        answers.expectAnswer(head.method().equals("HEAD"), to);
        served++;
        if (reused && !head.isIdempotent()) {
            // The instance may be closing right now. Without its whole head a request cannot have been begun there.
            wire.write(Heads.toNetty(head), answers::requestUnsent);
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
        answers.pause();
    }

    @Override
    public void resume() {
        answers.resume();
    }

    @Override
    public void release() {
        goHome(true);
    }

    @Override
    public void reset() {
        boolean isCut = !requestEnded && answers.isAwaited();
        answers.stop();
        if (isCut) {
            // An orderly end could be taken for the end of the request's body.
            wire.reset();
            return;
        }
        wire.close();
    }

    @Override
    public void discard() {
        answers.handOver(new UnwantedAnswer(this, requestEnded));
    }

    @Override
    public void close() {
        if (wire.isOpen()) {
            // An instance that does not read would keep it open for ever.
            idle.set(AnswerReader.LONGEST_IDLE);
            wire.end();
        }
    }

    @Override
    public void becomeTunnel() {
        wire.remove(encoder);
        answers.becomeTunnel();
    }

    @Override
    public void followWebSocket() {
        wire.add(WebSocketEnd.towardsInstance());
    }

    @Override
    public void goAway() {
        wire.endWebSocket();
    }

    /** All of the answer has come, and is told next. */
    void answerEnded() {
        if (requestEnded) {
            goHome(answers.isKeptAlive());
        }
    }

    /** The connection has closed. */
    void closed() {
        idle.cancel();
        home.lost(this, inUse);
        inUse = false;
    }

    private void goHome(boolean keepAlive) {
        boolean clean = answers.rest() && wire.isOpen();
        if (!keepAlive || !clean || !inUse) {
            wire.close();
            return;
        }
        inUse = false;
        if (home.keep(this)) {
            idle.set(answers.longestIdle());
            return;
        }
        wire.close();
    }
}
