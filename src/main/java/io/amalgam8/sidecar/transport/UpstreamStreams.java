package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/** A connection to an instance that speaks HTTP/2: many requests at a time, each an {@link UpstreamStream}. */
final class UpstreamStreams extends ChannelInboundHandlerAdapter {

    /** Who opens its streams. */
    interface Home {

        KeepAlive keepAlive();

        void streamClosed(UpstreamStreams connection);

        /** The instance has said how many streams it takes. */
        void settled();

        /** It takes no more streams, because the instance said so or because it has closed. */
        void retired(UpstreamStreams connection);

        void lost();
    }

    private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
    /** What every instance is taken to bear before it has said how many: the least that is recommended (RFC 9113, 6.5.2). */
    private static final int MOST_UNSETTLED = 100;

    private static final ChannelHandler NO_PUSHED_STREAMS = new Unasked();

    private final Wire wire;
    private final Home home;
    private final boolean secure;
    private final Http2FrameCodec codec = Http2Codec.forInstances();
    private final Http2StreamChannelBootstrap bootstrap;
    private final long openedNanos = System.nanoTime();
    private final Deadline idle;
    private final Deadline quiet;

    private int streams;
    private int served;
    private boolean settled;
    private boolean retired;
    /** Whether anything of a request's has come since it was asked whether it is there. */
    private boolean told = true;

    private boolean asked;
    private long askedNanos;
    private long pendingBytes;

    private UpstreamStreams(Wire wire, boolean secure, Home home) {
        this.wire = wire;
        this.secure = secure;
        this.home = home;
        this.bootstrap = new Http2StreamChannelBootstrap(wire.channel());
        this.idle = new Deadline(wire.channel().eventLoop(), wire::close);
        this.quiet = new Deadline(wire.channel().eventLoop(), this::askWhetherItIsThere);
    }

    /** Puts HTTP/2 on a socket that has just been connected. */
    static UpstreamStreams over(NetSocket socket, Home home) {
        Wire wire = Wire.of(socket);
        UpstreamStreams connection = new UpstreamStreams(wire, socket.isSsl(), home);
        wire.add(connection.codec)
                .add(new Http2MultiplexHandler(NO_PUSHED_STREAMS))
                .add(connection);
        wire.write(new DefaultHttp2WindowUpdateFrame(Http2Codec.moreWindow(Http2Codec.MOST_STREAMS_TO_INSTANCE)));
        wire.flush();
        connection.idle.set(LONGEST_IDLE);
        return connection;
    }

    boolean isSecure() {
        return secure;
    }

    boolean isOpen() {
        return wire.isOpen();
    }

    boolean isIdle() {
        return streams == 0;
    }

    /** How many requests it has carried. */
    int served() {
        return served;
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - openedNanos > age.toNanos();
    }

    /** Whether the instance takes one more. */
    boolean hasRoom() {
        int usual = settled ? Http2Codec.MOST_STREAMS_TO_INSTANCE : MOST_UNSETTLED;
        int most = Math.min(usual, codec.connection().local().maxActiveStreams());
        return !retired && wire.isOpen() && streams < most;
    }

    /** A stream for one request; it fails only where the connection has failed. */
    Future<Upstream> open() {
        var opened = bootstrap.open();
        if (!opened.isSuccess()) {
            return Future.failedFuture(OwnAnswer.of(Kind.UNPROCESSED, "the connection takes no more requests"));
        }
        Http2StreamChannel channel = opened.getNow();
        UpstreamStream stream = new UpstreamStream(channel, this, served > 0);
        channel.pipeline().addLast(stream);
        served++;
        if (streams++ == 0) {
            idle.clear();
            quiet.set(home.keepAlive().quiet());
        }
        return Future.succeededFuture(stream);
    }

    /** Something of a request's has come. */
    void told() {
        told = true;
    }

    void closed() {
        streams--;
        if (!wire.isOpen()) {
            // There is nothing to time or to end any more, and no room for others.
            return;
        }
        home.streamClosed(this);
        if (streams > 0) {
            return;
        }
        quiet.clear();
        // One that is retired ends when what was written is sent: an instance that does not read must not keep it open.
        idle.set(LONGEST_IDLE);
        if (retired) {
            wire.end();
        }
    }

    /** Takes no more streams, and closes when the last has ended. */
    void retire() {
        if (!retired) {
            retired = true;
            home.retired(this);
        }
        if (streams == 0) {
            wire.end();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2GoAwayFrame) {
            retire();
        }
        if (message instanceof Http2SettingsFrame) {
            settled = true;
            home.settled();
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        asked = false;
        if (streams > 0) {
            quiet.set(home.keepAlive().quiet());
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        if (!(cause instanceof Http2Exception)) {
            wire.close();
        }
        // Else the codec is just about to say what was wrong, and closes then.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        idle.cancel();
        quiet.cancel();
        if (!retired) {
            retired = true;
            home.retired(this);
        }
        home.lost();
        context.fireChannelInactive();
    }

    private void askWhetherItIsThere() {
        KeepAlive keepAlive = home.keepAlive();
        long before = pendingBytes;
        pendingBytes = wire.pendingBytes();
        if (asked && pendingBytes < before) {
            // It takes what is sent: the question itself may still be on its way behind that.
            quiet.set(keepAlive.answer());
            return;
        }
        if (asked) {
            wire.close();
            return;
        }
        long now = System.nanoTime();
        if (!told && now - askedNanos < keepAlive.again().toNanos()) {
            quiet.set(keepAlive.again());
            return;
        }
        asked = true;
        told = false;
        askedNanos = now;
        wire.write(new DefaultHttp2PingFrame(0));
        wire.flush();
        pendingBytes = wire.pendingBytes();
        quiet.set(keepAlive.answer());
    }

    /** What an instance opens itself is refused by the settings; this is never asked for. */
    @Sharable
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Unasked extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.close();
        }
    }
}
