package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.HopByHop;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Response;
import io.amalgam8.sidecar.transport.Upstream;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries one call's bytes: the request's body to the instance and the answer to the caller, no faster in either
 * direction than the receiver reads, each flushed once per read of the sender. Until the answer has begun, a small body
 * is kept for another try.
 *
 * <p>Its futures complete synchronously within the events that decide them, so that no byte overtakes a decision. Longer
 * than a file should be: what either end does is one conversation, with one state.
 */
final class Relay implements Caller.Listener, Upstream.Listener {

    private final Caller caller;
    private final Request request;
    private final Duration idle;

    private Promise<Response> head = Promise.promise();
    private final Promise<Void> end = Promise.promise();
    private @Nullable Upstream upstream;
    private @Nullable Runnable whenCallerLost;
    private Duration limit = Duration.ZERO;
    private @Nullable OwnAnswer trouble;
    private final KeptBody kept = new KeptBody();
    private long askedNanos;
    private boolean gathering;
    private boolean outgrown;
    private boolean requestEnded;
    private boolean callerGone;
    private boolean answerBegun;
    private boolean upgradeAsked;
    private boolean tunnel;
    private long received;
    private long sent;
    private Fields trailers = Fields.NONE;

    /** A relay that has an instance to send to later; idle is how long both may be silent. */
    Relay(Caller caller, Request request, Duration idle) {
        this.caller = caller;
        this.request = request;
        this.idle = idle;
        this.requestEnded = !request.hasBody();
    }

    /** Has this run if the caller leaves or breaks its request, in place of what was asked before. */
    void whenCallerLost(Runnable action) {
        whenCallerLost = action;
    }

    boolean isCallerGone() {
        return callerGone;
    }

    boolean hasAnswerBegun() {
        return answerBegun;
    }

    /** Why the caller's side allows no further try; empty as long as it does. */
    Optional<OwnAnswer> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the request can be sent again as it was. */
    boolean isReplayable() {
        return !request.hasBody() || kept.isWhole();
    }

    /** Whether the body was too large to be kept. */
    boolean hasOutgrown() {
        return outgrown;
    }

    boolean isRequestEnded() {
        return requestEnded;
    }

    /** When the end of a body has come; 0 where none has. */
    long askedNanos() {
        return askedNanos;
    }

    /** Bytes of the request's body. */
    long received() {
        return received;
    }

    /** The answer's trailers, as soon as all of it has come. */
    Fields trailers() {
        return trailers;
    }

    /** Bytes of the answer's body. */
    long sent() {
        return sent;
    }

    /**
     * There is nobody to send to yet: what comes of a body is kept, as far as there is room. Who reads notices, too,
     * when the caller leaves.
     */
    void gather() {
        if (upstream == null && !requestEnded && isReplayable()) {
            gathering = true;
            caller.wakeAfter(Duration.ZERO);
            if (!kept.isFull()) {
                caller.resume();
            }
        }
    }

    /**
     * Sends the request; its body follows as it comes.
     *
     * @param patience how long the answer may take once the request has ended; zero is for ever
     * @return the answer's head
     */
    Future<Response> send(Request outgoing, Upstream to, Duration patience) {
        head = Promise.promise();
        upstream = to;
        gathering = false;
        limit = patience;
        upgradeAsked = outgoing.fields().has(Names.UPGRADE);
        caller.wakeAfter(requestEnded ? limit : idle);
        to.send(outgoing, this);
        sendKept(to);
        // The connection may have failed within the very write.
        if (!requestEnded && to.equals(upstream)) {
            caller.resume();
        }
        if (!caller.isReading()) {
            to.flush();
        }
        return head.future();
    }

    /** Sends the answer's head on, then its body as it comes; done when all of it was written. */
    Future<Void> answer(Response answer) {
        answerBegun = true;
        kept.drop();
        caller.wakeAfter(idle);
        caller.answer(answer);
        if (answer.switchesProtocols()) {
            tunnel = true;
            caller.flush();
            followWebSocket(answer);
            caller.becomeTunnel();
            if (upstream != null) {
                upstream.becomeTunnel();
            }
        }
        return end.future();
    }

    /** Before the first byte that is the WebSocket's. */
    private void followWebSocket(Response answer) {
        if (upstream != null && answer.fields().hasWord(Names.UPGRADE, "websocket")) {
            caller.followWebSocket();
            upstream.followWebSocket();
        }
    }

    /** Leaves the instance's answer, of which nothing was passed on. */
    void discardAnswer() {
        Upstream left = upstream;
        upstream = null;
        caller.wakeAfter(Duration.ZERO);
        if (!requestEnded) {
            caller.pause();
        }
        if (left != null) {
            left.discard();
        }
    }

    /** Has nothing more to do with the instance. */
    void abandon() {
        Upstream left = upstream;
        upstream = null;
        if (left != null) {
            left.reset();
        }
    }

    @Override
    public void requestChunk(ByteBuf chunk) {
        received += chunk.readableBytes();
        if (upstream == null) {
            gather(chunk);
            return;
        }
        if (!answerBegun) {
            keep(chunk);
        }
        caller.wakeAfter(idle);
        upstream.write(chunk);
        if (!upstream.isWritable()) {
            caller.pause();
        }
    }

    @Override
    public void requestEnd(Fields trailers) {
        requestEnded = true;
        askedNanos = System.nanoTime();
        kept.end(trailers);
        if (upstream == null) {
            return;
        }
        if (tunnel) {
            endTunnel();
            return;
        }
        if (!answerBegun) {
            caller.wakeAfter(limit);
        }
        upstream.end(HopByHop.trailers(trailers));
    }

    @Override
    public void requestBroken(OwnAnswer answer) {
        trouble = answer;
        fail(answer);
        wake();
    }

    @Override
    public void callerRead() {
        if (upstream != null) {
            upstream.flush();
        }
    }

    @Override
    public void callerWritable() {
        if (upstream != null) {
            upstream.resume();
        }
    }

    @Override
    public void callerLost() {
        callerGone = true;
        if (tunnel) {
            endTunnel();
            return;
        }
        trouble = OwnAnswer.of(Kind.CALLER_GONE, "the caller has gone");
        fail(trouble);
        wake();
    }

    @Override
    public void timeUp() {
        if (answerBegun) {
            fail(OwnAnswer.of(Kind.TIMEOUT, "nothing was sent for " + idle));
            return;
        }
        boolean waitsForCaller = !requestEnded && upstream != null && upstream.isWritable();
        fail(
                waitsForCaller
                        ? OwnAnswer.of(Kind.REQUEST_TIMEOUT, "the request's body did not go on for " + idle)
                        : OwnAnswer.of(Kind.TIMEOUT, "the instance has not answered in time"));
    }

    @Override
    public void goingAway() {
        if (tunnel && upstream != null) {
            caller.goAway();
            upstream.goAway();
        }
    }

    @Override
    public void informed(Response informational) {
        caller.inform(informational);
        if (!caller.isWritable() && upstream != null) {
            upstream.pause();
        }
    }

    @Override
    public void answerHead(Response answer) {
        if (answer.switchesProtocols() && !upgradeAsked) {
            fail(OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance switches protocols unasked"));
            return;
        }
        head.tryComplete(answer);
    }

    @Override
    public void answerChunk(ByteBuf chunk) {
        if (upstream == null) {
            chunk.release();
            return;
        }
        sent += chunk.readableBytes();
        caller.wakeAfter(idle);
        caller.write(chunk);
        if (!caller.isWritable()) {
            upstream.pause();
        }
    }

    @Override
    public void answerEnd(Fields last) {
        trailers = HopByHop.trailers(last);
        if (!requestEnded && upstream != null) {
            upstream.reset();
        }
        upstream = null;
        caller.wakeAfter(Duration.ZERO);
        caller.end(trailers);
        caller.flush();
        end.tryComplete();
    }

    @Override
    public void upstreamRead() {
        caller.flush();
    }

    @Override
    public void upstreamWritable() {
        if (!requestEnded || tunnel) {
            caller.resume();
        }
    }

    @Override
    public void upstreamLost(OwnAnswer answer) {
        if (tunnel) {
            endTunnel();
            return;
        }
        upstream = null;
        fail(answer);
    }

    private void keep(ByteBuf chunk) {
        if (kept.isWhole()) {
            kept.add(chunk);
            outgrown |= kept.dropIfOutgrown();
        }
    }

    private void gather(ByteBuf chunk) {
        if (gathering) {
            kept.add(chunk);
            if (kept.isFull()) {
                caller.pause();
            }
        } else {
            // What is sent again without it would be another request.
            kept.drop();
        }
        chunk.release();
    }

    private void sendKept(Upstream to) {
        if (!request.hasBody()) {
            return;
        }
        if (!kept.isEmpty()) {
            to.write(kept.copy());
            outgrown |= kept.dropIfOutgrown();
        }
        if (requestEnded) {
            to.end(HopByHop.trailers(kept.trailers()));
        }
    }

    private void wake() {
        if (whenCallerLost != null) {
            whenCallerLost.run();
        }
    }

    /** Ends whichever of the two futures is open. */
    private void fail(OwnAnswer answer) {
        gathering = false;
        abandon();
        caller.wakeAfter(Duration.ZERO);
        if (!requestEnded) {
            caller.pause();
        }
        if (!head.tryFail(answer)) {
            end.tryFail(answer);
        }
    }

    private void endTunnel() {
        Upstream left = upstream;
        upstream = null;
        caller.wakeAfter(Duration.ZERO);
        if (left != null) {
            left.close();
        }
        caller.close();
        end.tryComplete();
    }
}
