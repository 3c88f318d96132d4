package io.amalgam8.sidecar.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A Unix datagram socket that keeps what it is sent, as a service manager has one; Linux only. */
public final class DatagramSocket implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Channel channel;

    private DatagramSocket(DomainSocketAddress address) {
        channel = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        messages.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /** At that path, or at that abstract name, which begins with {@code @}. */
    public static DatagramSocket at(String name) {
        return new DatagramSocket(new DomainSocketAddress(name.startsWith("@") ? "\0" + name.substring(1) : name));
    }

    /** All that came so far, in the order of their coming. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
