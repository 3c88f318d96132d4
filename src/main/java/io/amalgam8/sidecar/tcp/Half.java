package io.amalgam8.sidecar.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a bridge. Bytes, the end of one direction, and a reset each become the same on the other
 * one; who reads slowly slows the other's writing. Nothing is read before there is another one.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Half extends ChannelInboundHandlerAdapter {

    private final ChannelHandlerContext out;
    private final Channel channel;

    /** What came before there was another one: who ends his half is read to his end, asked or not. */
    private final Deque<Object> held = new ArrayDeque<>(1);

    private @Nullable Half other;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean failed;
    private long received;

    private Half(ChannelHandlerContext out) {
        this.out = out;
        this.channel = out.channel();
    }

    /** Takes a socket that has just been opened, before anything was read from it. */
    static Half of(NetSocket socket) {
        ChannelHandlerContext out = ((NetSocketInternal) socket).channelHandlerContext();
        Half half = new Half(out);
        half.channel.config().setAutoRead(false);
        half.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        out.pipeline().addBefore(out.name(), null, half);
        return half;
    }

    /** Has that run once it has closed. */
    void whenGone(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Bytes that came from it. */
    long received() {
        return received;
    }

    /** Begins to carry what comes to the other one. */
    void feed(Half to) {
        other = to;
        for (Object message = held.poll(); message != null; message = held.poll()) {
            channelRead(out, message);
        }
        to.out.flush();
        if (inputEnded) {
            to.endOutput();
            return;
        }
        channel.config().setAutoRead(to.channel.isWritable());
    }

    /** Ends it such that its peer cannot take what it has got for the whole. */
    void reset() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            out.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Half to = other;
        if (to == null) {
            held.add(message);
            return;
        }
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        received += bytes.readableBytes();
        to.out.write(bytes, to.out.voidPromise());
        if (!to.channel.isWritable()) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (other != null) {
            other.out.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (other != null && channel.isWritable()) {
            other.channel.config().setAutoRead(true);
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (other != null) {
                other.endOutput();
            }
            closeIfEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed = true;
        reset();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (other != null && other.isOpen()) {
            leave(other);
        }
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        context.fireChannelInactive();
    }

    /** What the other one still sends reaches nobody any more, unless both had told all. */
    private void leave(Half left) {
        if (failed || !inputEnded) {
            left.reset();
            return;
        }
        if (!outputEnded) {
            left.out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Sends what was written and that this is all, while the peer may go on. */
    private void endOutput() {
        out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (channel instanceof DuplexChannel duplex && channel.isActive()) {
                duplex.shutdownOutput().addListener(ended -> {
                    outputEnded = true;
                    closeIfEnded();
                });
            }
        });
    }

    private void closeIfEnded() {
        if (inputEnded && outputEnded) {
            out.close();
        }
    }
}
