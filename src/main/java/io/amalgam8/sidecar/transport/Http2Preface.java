package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.CharsetUtil;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * Stands before HTTP/1.1's handlers until the connection's first bytes have come. Where those are the line with which
 * HTTP/2 begins (RFC 9113, 3.4), it puts HTTP/2 in their place; it leaves in either case.
 */
final class Http2Preface extends ChannelInboundHandlerAdapter {

    private static final ByteBuf PREFACE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\n", CharsetUtil.US_ASCII));

    private final NetSocket socket;
    private final Http2Callers callers;
    private @Nullable ByteBuf held;

    Http2Preface(NetSocket socket, Http2Callers callers) {
        this.socket = socket;
        this.callers = callers;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = held == null ? (ByteBuf) message : Unpooled.wrappedBuffer(held, (ByteBuf) message);
        held = bytes;
        int length = Math.min(bytes.readableBytes(), PREFACE.readableBytes());
        boolean begins = bytes.slice(bytes.readerIndex(), length).equals(PREFACE.slice(0, length));
        if (begins && length < PREFACE.readableBytes()) {
            return;
        }
        if (begins) {
            Wire.of(socket).removeBehind(this);
            callers.open(socket);
        }
        context.pipeline().remove(this);
    }

    /** The caller will not go on. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.pipeline().remove(this);
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf bytes = held;
        held = null;
        if (bytes != null) {
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
        }
    }
}
