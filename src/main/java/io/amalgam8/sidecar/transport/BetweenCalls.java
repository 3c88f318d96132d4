package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a caller's connection does while no call is under way: it waits for the next request, or for what is left of the
 * last one, or for its own end.
 */
final class BetweenCalls implements Caller.Listener {

    private final Wire wire;
    private final RequestReader requests;
    private final AnswerWriter answers;
    private final Deadline deadline;
    private final Patience patience;
    private final BooleanSupplier draining;

    BetweenCalls(
            Wire wire,
            RequestReader requests,
            AnswerWriter answers,
            Deadline deadline,
            Patience patience,
            BooleanSupplier draining) {
        this.wire = wire;
        this.requests = requests;
        this.answers = answers;
        this.deadline = deadline;
        this.patience = patience;
        this.draining = draining;
    }

    /** Whether not even the beginning of a call is there. */
    boolean isIdle() {
        return answers.isEnded() && requests.isEnded() && !requests.isWithinHead();
    }

    /** Goes on to the next request when this one and its answer are complete. */
    void goOn() {
        if (!answers.isEnded()) {
            if (requests.isEnded()) {
                requests.pause();
            }
            return;
        }
        if (!answers.isKeptAlive() || (requests.isEnded() && !mayFollow())) {
            close();
            return;
        }
        deadline.set(timeForMore());
        if (requests.isEnded() && !wire.isWritable()) {
            // One that asks and does not read is not asked for more, or its answers would pile up here.
            requests.pause();
            return;
        }
        requests.resume();
    }

    /** Whether another request can come and would be served. */
    boolean mayFollow() {
        return !requests.isHalfClosed() && !draining.getAsBoolean();
    }

    /** What was received last is the beginning of a head. */
    void headBegun() {
        if (answers.isEnded() && requests.isEnded() && !requests.isStopped()) {
            deadline.set(requests.timeForHead());
        }
    }

    /** The caller sends no more requests. */
    void halfClosed() {
        if (answers.isEnded()) {
            close();
        }
    }

    /** Sends what was written, then ends the connection. */
    void close() {
        if (!wire.isOpen() || requests.isStopped()) {
            return;
        }
        // A caller that does not read would never be rid of otherwise.
        deadline.set(patience.idle());
        if (!requests.stop()) {
            wire.end();
            return;
        }
        // What is sent to a closed connection resets it, and with it the answer that was not read yet.
        wire.endOutput(() -> deadline.set(patience.linger()));
    }

    /** Nobody wants the rest of a request that was answered. */
    @Override
    public void requestChunk(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void requestEnd(Fields trailers) {}

    @Override
    public void requestBroken(OwnAnswer answer) {
        close();
    }

    @Override
    public void callerRead() {}

    @Override
    public void callerWritable() {
        if (answers.isEnded() && !requests.isStopped()) {
            requests.resume();
        }
    }

    @Override
    public void callerLost() {}

    @Override
    public void timeUp() {
        if (requests.isStopped()) {
            wire.close();
            return;
        }
        if (requests.isEnded() && requests.isWithinHead()) {
            requests.refuseHead(OwnAnswer.of(Kind.REQUEST_TIMEOUT, "the request's head was not complete in time"));
            return;
        }
        close();
    }

    @Override
    public void goingAway() {}

    private Duration timeForMore() {
        if (!requests.isEnded()) {
            return patience.linger();
        }
        return requests.isWithinHead() ? requests.timeForHead() : patience.idle();
    }
}
