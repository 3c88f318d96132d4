package io.amalgam8.sidecar.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A caller's connection beyond the limit: told so whatever it asks, which nobody reads, and closed. */
final class ExcessCaller extends ChannelInboundHandlerAdapter {

    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final String BODY = """
            {"error":"connection_limit_reached","reason":"too many connections of callers","service":"","rule":"",\
            "request_id":""}
            """;

    private static final byte[] ANSWER = String.join(
                    "\r\n",
                    "HTTP/1.1 503 Service Unavailable",
                    "Proxy-Status: a8sidecar; error=connection_limit_reached; details=\"too many connections of callers\"",
                    "Retry-After: 1",
                    "x-envoy-overloaded: true",
                    "Connection: close",
                    "Content-Type: application/json",
                    "Content-Length: " + BODY.length(),
                    "",
                    BODY)
            .getBytes(StandardCharsets.US_ASCII);

    private final Wire wire;
    private final Deadline deadline;

    private ExcessCaller(Wire wire) {
        this.wire = wire;
        this.deadline = new Deadline(wire.channel().eventLoop(), wire::close);
    }

    /** Answers on a socket that was just accepted. */
    static void refuse(NetSocket socket) {
        Wire wire = Wire.of(socket);
        ExcessCaller excess = new ExcessCaller(wire);
        wire.allowHalfClosure();
        wire.add(excess);
        excess.deadline.set(LINGER);
        wire.write(Unpooled.wrappedBuffer(ANSWER));
        // What it has sent must be read, or closing would reset the connection and take the answer with it.
        wire.endOutput(() -> {});
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            wire.end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        wire.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel();
        context.fireChannelInactive();
    }
}
