package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * Stands before HTTP/1.1's handlers until the connection's first bytes have come. Where those are the words with which
 * HTTP/2 begins (RFC 9113, 3.4), it puts HTTP/2 in their place; it leaves in either case.
 */
final class Http2Preface extends ChannelInboundHandlerAdapter {

    /** To its last byte: Netty's decoder trips over what begins like it and goes on like HTTP/1.1. */
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    /** What came first was not complete in time, whatever it was to become. */
    static final Object TOO_LATE = new Object();

    private final NetSocket socket;
    private final Http2Callers callers;
    private final Deadline deadline;
    private @Nullable ByteBuf held;

    Http2Preface(NetSocket socket, Http2Callers callers) {
        this.socket = socket;
        this.callers = callers;
        this.deadline = new Deadline(Wire.of(socket).channel().eventLoop(), this::tooLate);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = held == null ? (ByteBuf) message : Unpooled.wrappedBuffer(held, (ByteBuf) message);
        boolean first = held == null;
        held = bytes;
        int length = Math.min(bytes.readableBytes(), PREFACE.readableBytes());
        boolean begins = bytes.slice(bytes.readerIndex(), length).equals(PREFACE.slice(0, length));
        if (begins && length < PREFACE.readableBytes()) {
            if (first) {
                deadline.set(callers.patience().head());
            }
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
        deadline.cancel();
        ByteBuf bytes = held;
        held = null;
        if (bytes != null) {
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
        }
    }

    private void tooLate() {
        ChannelPipeline pipeline = Wire.of(socket).channel().pipeline();
        ChannelHandlerContext context = pipeline.context(this);
        pipeline.remove(this);
        context.fireUserEventTriggered(TOO_LATE);
    }
}
