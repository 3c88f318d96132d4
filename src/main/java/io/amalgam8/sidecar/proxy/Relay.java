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
 * Carries one call's bytes: here the answer to the caller, no faster than that reads and flushed once per read, and what
 * becomes of the call; in its {@link RequestRelay} the request to the instance.
 *
 * <p>Its futures complete synchronously within the events that decide them, so that no byte overtakes a decision.
 */
final class Relay implements Upstream.Listener {

    private final Caller caller;
    private final Duration idle;
    private final RequestRelay request;
    private final Promise<Void> end = Promise.promise();

    private @Nullable Promise<Response> head;
    private @Nullable Upstream upstream;
    private Runnable whenCallerLost = () -> {};
    private @Nullable OwnAnswer trouble;
    private boolean callerGone;
    private boolean answerBegun;
    private boolean upgradeAsked;
    private boolean tunnel;
    private long sent;
    private Fields trailers = Fields.NONE;

    /** Hears the caller from now on, and has an instance to send to later; idle is how long both may be silent. */
    Relay(Caller caller, Request request, Duration idle) {
        this.caller = caller;
        this.idle = idle;
        this.request = new RequestRelay(caller, request, idle, this);
        caller.subscribe(this.request);
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
        return request.isReplayable();
    }

    /** Whether the body was too large to be kept. */
    boolean hasOutgrown() {
        return request.hasOutgrown();
    }

    boolean isRequestEnded() {
        return request.isEnded();
    }

    /** When the end of a body has come; 0 where none has. */
    long askedNanos() {
        return request.endedNanos();
    }

    /** Bytes of the request's body. */
    long received() {
        return request.received();
    }

    /** The answer's trailers, as soon as all of it has come. */
    Fields trailers() {
        return trailers;
    }

    /** Bytes of the answer's body. */
    long sent() {
        return sent;
    }

    /** There is nobody to send to yet: as much of a body as there is room for is kept. */
    void gather() {
        request.gather();
    }

    /**
     * Sends the request; its body follows as it comes.
     *
     * @param patience how long the answer may take once the request has ended; zero is for ever
     * @return the answer's head
     */
    Future<Response> send(Request outgoing, Upstream to, Duration patience) {
        Promise<Response> answered = Promise.promise();
        head = answered;
        upstream = to;
        upgradeAsked = outgoing.fields().has(Names.UPGRADE);
        request.attach(to, patience);
        to.send(outgoing, this);
        request.send(to);
        return answered.future();
    }

    /** Sends the answer's head on, then its body as it comes; done when all of it was written. */
    Future<Void> answer(Response answer) {
        answerBegun = true;
        request.answerBegun();
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
        detach();
        rest();
        if (left != null) {
            left.discard();
        }
    }

    /** Has nothing more to do with the instance. */
    void abandon() {
        Upstream left = upstream;
        detach();
        if (left != null) {
            left.reset();
        }
    }

    /** The caller has broken its request, and gets this answer. */
    void requestBroken(OwnAnswer answer) {
        trouble = answer;
        fail(answer);
        whenCallerLost.run();
    }

    void callerLost() {
        callerGone = true;
        if (tunnel) {
            endTunnel();
            return;
        }
        requestBroken(OwnAnswer.of(Kind.CALLER_GONE, "the caller has gone"));
    }

    /** Whether the two have left HTTP. */
    boolean isTunnel() {
        return tunnel;
    }

    /** Ends both sides, with what was sent to either. */
    void endTunnel() {
        Upstream left = upstream;
        detach();
        caller.wakeAfter(Duration.ZERO);
        if (left != null) {
            left.close();
        }
        caller.close();
        end.tryComplete();
    }

    /** Ends whichever of the two futures is open. */
    void fail(OwnAnswer answer) {
        abandon();
        rest();
        if (head != null && !head.tryFail(answer)) {
            end.tryFail(answer);
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
        if (head != null) {
            head.tryComplete(answer);
        }
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
        if (!request.isEnded() && upstream != null) {
            upstream.reset();
        }
        detach();
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
        if (!request.isEnded() || tunnel) {
            caller.resume();
        }
    }

    @Override
    public void upstreamLost(OwnAnswer answer) {
        if (tunnel) {
            endTunnel();
            return;
        }
        detach();
        fail(answer);
    }

    private void detach() {
        upstream = null;
        request.detach();
    }

    /** Nothing is expected of the caller until there is another instance, or an answer. */
    private void rest() {
        caller.wakeAfter(Duration.ZERO);
        if (!request.isEnded()) {
            caller.pause();
        }
    }
}
