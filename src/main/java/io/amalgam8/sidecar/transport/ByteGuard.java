package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a socket and its codec: lets through what the grammar allows, as it came. In place of the first byte that it
 * does not, an {@link OwnAnswer} is passed on, in its order behind what came before; nothing of what follows is.
 */
final class ByteGuard extends ChannelInboundHandlerAdapter {

    private static final int MOST_AT_ONCE = 512;

    private final Grammar grammar;
    private final Function<Violation, OwnAnswer> explain;
    private byte @Nullable [] lines;
    private boolean discarding;

    ByteGuard(Grammar grammar, Function<Violation, OwnAnswer> explain) {
        this.grammar = grammar;
        this.explain = explain;
    }

    /** Lets nothing through any more. */
    void discard() {
        discarding = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        if (discarding) {
            bytes.release();
            return;
        }
        Violation violation = check(bytes);
        if (violation == null) {
            context.fireChannelRead(bytes);
            return;
        }
        discarding = true;
        bytes.writerIndex(violation.index());
        context.fireChannelRead(bytes);
        context.fireChannelRead(explain.apply(violation));
    }

    /** The first violation, by its place in the buffer. */
    private @Nullable Violation check(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            at += grammar.skip(end - at);
            int count = Math.min(end - at, MOST_AT_ONCE);
            byte[] copy = lines();
            bytes.getBytes(at, copy, 0, count);
            try {
                at += grammar.scan(copy, count);
            } catch (Violation violation) {
                return new Violation(violation.kind(), at + violation.index(), violation.reason());
            }
        }
        return null;
    }

    /** An array is read several times faster than a buffer that checks each index. */
    private byte[] lines() {
        if (lines == null) {
            lines = new byte[MOST_AT_ONCE];
        }
        return lines;
    }
}
