package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.HopByHop;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Upstream;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The caller's direction of a call: the request's body goes to the instance no faster than that reads, flushed once per
 * read. Until the answer has begun, a small body is kept: for an instance that is not there yet, or for another try.
 */
final class RequestRelay implements Caller.Listener {

    private final Caller caller;
    private final Relay relay;
    private final Duration idle;
    private final boolean hasBody;
    private final KeptBody kept = new KeptBody();

    private @Nullable Upstream upstream;
    private Duration limit = Duration.ZERO;
    private boolean gathering;
    private boolean outgrown;
    private boolean ended;
    private long endedNanos;
    private long received;

    RequestRelay(Caller caller, Request request, Duration idle, Relay relay) {
        this.caller = caller;
        this.relay = relay;
        this.idle = idle;
        this.hasBody = request.hasBody();
        this.ended = !hasBody;
    }

    /** Whether the request can be sent again as it was. */
    boolean isReplayable() {
        return !hasBody || kept.isWhole();
    }

    /** Whether the body was too large to be kept. */
    boolean hasOutgrown() {
        return outgrown;
    }

    boolean isEnded() {
        return ended;
    }

    /** When the end of a body has come; 0 where none has. */
    long endedNanos() {
        return endedNanos;
    }

    /** Bytes of the body. */
    long received() {
        return received;
    }

    /**
     * There is nobody to send to yet: what comes of a body is kept, as far as there is room. Who reads notices, too,
     * when the caller leaves.
     */
    void gather() {
        if (upstream == null && !ended && isReplayable()) {
            gathering = true;
            caller.wakeAfter(Duration.ZERO);
            if (!kept.isFull()) {
                caller.resume();
            }
        }
    }

    /** There is an instance now, which may take so long to answer once the request has ended; zero is for ever. */
    void attach(Upstream to, Duration patience) {
        upstream = to;
        gathering = false;
        limit = patience;
        caller.wakeAfter(ended ? limit : idle);
    }

    /** Sends what was kept, behind the head; the rest follows as it comes. */
    void send(Upstream to) {
        sendKept(to);
        // The connection may have failed within the very write.
        if (!ended && to.equals(upstream)) {
            caller.resume();
        }
        if (!caller.isReading()) {
            to.flush();
        }
    }

    /** Whatever comes from now on is for nobody, or for another instance. */
    void detach() {
        upstream = null;
        gathering = false;
    }

    /** There will be no other try. */
    void answerBegun() {
        kept.drop();
    }

    @Override
    public void requestChunk(ByteBuf chunk) {
        received += chunk.readableBytes();
        if (upstream == null) {
            gather(chunk);
            return;
        }
        keep(chunk);
        caller.wakeAfter(idle);
        upstream.write(chunk);
        if (!upstream.isWritable()) {
            caller.pause();
        }
    }

    @Override
    public void requestEnd(Fields trailers) {
        ended = true;
        endedNanos = System.nanoTime();
        kept.end(trailers);
        if (upstream == null) {
            return;
        }
        if (relay.isTunnel()) {
            relay.endTunnel();
            return;
        }
        if (!relay.hasAnswerBegun()) {
            caller.wakeAfter(limit);
        }
        upstream.end(HopByHop.trailers(trailers));
    }

    @Override
    public void requestBroken(OwnAnswer answer) {
        relay.requestBroken(answer);
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
        relay.callerLost();
    }

    @Override
    public void timeUp() {
        if (relay.hasAnswerBegun()) {
            relay.fail(OwnAnswer.of(Kind.TIMEOUT, "nothing was sent for " + idle));
            return;
        }
        boolean waitsForCaller = !ended && upstream != null && upstream.isWritable();
        relay.fail(
                waitsForCaller
                        ? OwnAnswer.of(Kind.REQUEST_TIMEOUT, "the request's body did not go on for " + idle)
                        : OwnAnswer.of(Kind.TIMEOUT, "the instance has not answered in time"));
    }

    @Override
    public void goingAway() {
        if (relay.isTunnel() && upstream != null) {
            caller.goAway();
            upstream.goAway();
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

    private void keep(ByteBuf chunk) {
        if (kept.isWhole()) {
            kept.add(chunk);
            outgrown |= kept.dropIfOutgrown();
        }
    }

    private void sendKept(Upstream to) {
        if (!hasBody) {
            return;
        }
        if (!kept.isEmpty()) {
            to.write(kept.copy());
            outgrown |= kept.dropIfOutgrown();
        }
        if (ended) {
            to.end(HopByHop.trailers(kept.trailers()));
        }
    }
}
