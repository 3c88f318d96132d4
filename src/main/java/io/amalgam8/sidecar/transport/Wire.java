package io.amalgam8.sidecar.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;

/**
 * The outbound side of a connection. It begins behind our handlers and before Vert.x's own, which has its own ideas about
 * when to flush and when to close. What cannot be written is told to the inbound side, as an exception or as the
 * connection's end, so that no future has to be watched here.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Wire {

    private final ChannelHandlerContext out;

    private Wire(ChannelHandlerContext out) {
        this.out = out;
    }

    static Wire of(NetSocket socket) {
        return new Wire(((NetSocketInternal) socket).channelHandlerContext());
    }

    Channel channel() {
        return out.channel();
    }

    /** Puts a handler behind those that were added before. */
    Wire add(ChannelHandler handler) {
        out.pipeline().addBefore(out.name(), null, handler);
        return this;
    }

    /** The peer's end is an event from now on, and no longer the connection's end. */
    void allowHalfClosure() {
        out.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** The peer's end is the connection's end: in HTTP/2 nobody ends one half only. */
    void forbidHalfClosure() {
        out.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    /** Takes away all of our handlers behind that one. */
    void removeBehind(ChannelHandler first) {
        List<String> names = out.pipeline().names();
        int start = names.indexOf(out.pipeline().context(first).name()) + 1;
        names.subList(start, names.indexOf(out.name())).forEach(out.pipeline()::remove);
    }

    void remove(ChannelHandler handler) {
        out.pipeline().remove(handler);
    }

    /** Has this run when the connection has closed, whoever holds it then. */
    void whenClosed(Runnable action) {
        out.channel().closeFuture().addListener(closed -> action.run());
    }

    boolean isOpen() {
        return out.channel().isActive();
    }

    boolean isWritable() {
        return out.channel().isWritable();
    }

    /** What was written and has not left yet. */
    long pendingBytes() {
        ChannelOutboundBuffer pending = out.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    void write(Object message) {
        out.write(message, out.voidPromise());
    }

    /** Writes it, and has this run if not even that could be put on the wire whole. */
    void write(Object message, Runnable whenLost) {
        out.write(message).addListener(written -> {
            if (!written.isSuccess()) {
                whenLost.run();
            }
        });
    }

    void flush() {
        out.flush();
    }

    /** Ends it when everything before was sent. */
    void end() {
        out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Sends what was written and that this is all, while the peer may go on, then has that run. */
    void endOutput(Runnable sent) {
        out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            shutOutput();
            sent.run();
        });
    }

    private void shutOutput() {
        SslHandler tls = out.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
            return;
        }
        if (out.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** What was agreed upon by ALPN; empty when nothing was. */
    String applicationProtocol() {
        SslHandler tls = out.pipeline().get(SslHandler.class);
        String agreed = tls == null ? null : tls.applicationProtocol();
        return agreed == null ? "" : agreed;
    }

    /** Whether it speaks TLS, so that an end that its peer has not announced may be an attacker's. */
    boolean isSecure() {
        return out.pipeline().get(SslHandler.class) != null;
    }

    /** Says goodbye to a peer whose WebSocket is followed. */
    void endWebSocket() {
        WebSocketEnd followed = out.pipeline().get(WebSocketEnd.class);
        if (followed != null) {
            followed.goAway();
        }
    }

    /** Ends it now. */
    void close() {
        out.close();
    }

    /** Ends it now, and not in an orderly way, which could be taken for the end of what was sent. */
    void reset() {
        if (out.channel().isOpen()) {
            out.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            out.close();
        }
    }
}
