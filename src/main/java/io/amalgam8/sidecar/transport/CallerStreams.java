package io.amalgam8.sidecar.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * A caller's connection that speaks HTTP/2: many calls at a time, each a {@link CallerStream}. It ends when no call has
 * been on it for long, or when the proxy drains: then first the caller is told to begin no more, and what it began
 * before it heard of that is still served (RFC 9113, 6.8).
 */
final class CallerStreams extends ChannelInboundHandlerAdapter {

    /** Who knows which connections there are. */
    interface Home {

        void lost(CallerStreams connection);
    }

    /** The longest that a caller may take to hear that it shall begin no more. */
    private static final Duration NOTICE = Duration.ofSeconds(1);

    private final Wire wire;
    private final String address;
    private final Home home;
    private final Patience patience;
    private final Http2FrameCodec codec = Http2Codec.forCallers();
    private final Deadline deadline;

    private int streams;
    private boolean draining;
    private boolean lastNamed;

    private CallerStreams(Wire wire, String address, Home home, Patience patience) {
        this.wire = wire;
        this.address = address;
        this.home = home;
        this.patience = patience;
        this.deadline = new Deadline(wire.channel().eventLoop(), this::timeUp);
    }

    /** Puts HTTP/2 on a socket of which nothing was read but perhaps a request to do so. */
    static CallerStreams over(NetSocket socket, Calls calls, Home home, Patience patience) {
        Wire wire = Wire.of(socket);
        String address = socket.remoteAddress().hostAddress();
        CallerStreams connection = new CallerStreams(wire, address == null ? "" : address, home, patience);
        wire.forbidHalfClosure();
        Deadline head = new Deadline(wire.channel().eventLoop(), connection::headLate);
        wire.add(new Http2HeadWatch(head, patience.head()))
                .add(connection.codec)
                .add(new Http2MultiplexHandler(connection.streams(calls)))
                .add(connection);
        wire.write(new DefaultHttp2WindowUpdateFrame(Http2Codec.moreWindow(Http2Codec.MOST_STREAMS)));
        wire.flush();
        connection.deadline.set(patience.first());
        return connection;
    }

    /** The request that brought the connection here becomes the first stream's (RFC 7540, 3.2). */
    void begin(Http2Upgrade upgrade) {
        HopByHop.remove(upgrade.request().fields());
        try {
            codec.onHttpServerUpgrade(upgrade.settings());
            codec.decoder()
                    .frameListener()
                    .onHeadersRead(
                            wire.channel().pipeline().context(codec),
                            Http2CodecUtil.HTTP_UPGRADE_STREAM_ID,
                            Http2Heads.toNetty(upgrade.request(), false),
                            0,
                            true);
        } catch (Http2Exception e) {
            Mishap.tell(e);
            wire.close();
        }
    }

    Patience patience() {
        return patience;
    }

    String address() {
        return address;
    }

    boolean isSecure() {
        return wire.isSecure();
    }

    void opened() {
        streams++;
        deadline.clear();
    }

    void closed() {
        streams--;
        if (streams > 0) {
            return;
        }
        if (lastNamed) {
            wire.end();
            return;
        }
        deadline.set(draining ? NOTICE : patience.idle());
    }

    /** Lets it finish what the caller has begun, and what it is just about to. */
    void drain() {
        if (draining) {
            return;
        }
        draining = true;
        DefaultHttp2GoAwayFrame notYet = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
        wire.write(notYet.setExtraStreamIds(Integer.MAX_VALUE));
        wire.write(new DefaultHttp2PingFrame(0));
        wire.flush();
        deadline.set(NOTICE);
    }

    /** Ends it with all its calls. */
    void cut() {
        wire.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // Of the connection itself there is nothing to hear but this.
        if (draining && message instanceof Http2PingFrame ping && ping.ack()) {
            nameLast();
        }
        ReferenceCountUtil.release(message);
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
        deadline.cancel();
        home.lost(this);
        context.fireChannelInactive();
    }

    private ChannelInitializer<Channel> streams(Calls calls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new CallerStream((Http2StreamChannel) channel, CallerStreams.this, calls));
            }
        };
    }

    private void timeUp() {
        if (draining && !lastNamed) {
            nameLast();
            return;
        }
        if (streams == 0) {
            wire.close();
        }
    }

    /** Calls that it has begun are still answered; the codec closes with them at once where it is to name an error. */
    private void headLate() {
        if (streams == 0) {
            wire.write(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
            wire.end();
            return;
        }
        draining = true;
        nameLast();
    }

    /** By now the caller has heard: whatever it begins from here on is not served. */
    private void nameLast() {
        if (lastNamed) {
            return;
        }
        lastNamed = true;
        wire.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        wire.flush();
        if (streams == 0) {
            wire.end();
        }
    }
}
