package io.amalgam8.sidecar.transport;

import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was received while nobody can take it. The socket is read on while that is little, since only who reads
 * notices that the peer has gone; no more than that and one read's worth is ever held.
 */
final class Intake {

    /** As many messages as a small body makes: its bytes and its end. */
    private static final int FEW = 2;

    private final Channel channel;
    private final Consumer<Object> taker;
    private final Deque<Object> held = new ArrayDeque<>(4);

    private boolean paused;
    private boolean handingOver;

    Intake(Channel channel, Consumer<Object> taker) {
        this.channel = channel;
        this.taker = taker;
    }

    /** Hands the message to the taker, now or when it is resumed. */
    void offer(Object message) {
        if (!paused && held.isEmpty()) {
            taker.accept(message);
            return;
        }
        held.add(message);
        if (held.size() > FEW && channel.config().isAutoRead()) {
            channel.config().setAutoRead(false);
        }
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    void pause() {
        paused = true;
    }

    /** Hands over what was held, until paused again, then lets the socket be read unless much is left. */
    void resume() {
        paused = false;
        if (handingOver) {
            return;
        }
        handingOver = true;
        try {
            @Nullable Object message;
            while (!paused && (message = held.poll()) != null) {
                taker.accept(message);
            }
        } finally {
            handingOver = false;
        }
        if (held.size() <= FEW && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Lets go of what is held; what comes later goes to the taker at once, who knows that nobody wants it. */
    void discard() {
        paused = false;
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }
}
