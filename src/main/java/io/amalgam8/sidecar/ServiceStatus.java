package io.amalgam8.sidecar;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that started this process how it stands, where there is one: the datagrams of systemd's
 * {@code sd_notify(3)}, sent to the socket that {@code NOTIFY_SOCKET} names. A manager that cannot be told is warned of
 * once and holds up nothing.
 */
final class ServiceStatus {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);
    private static final String VARIABLE = "NOTIFY_SOCKET";
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Vertx vertx;
    private Optional<DomainSocketAddress> manager;

    private ServiceStatus(Vertx vertx, Optional<DomainSocketAddress> manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /** For whichever manager the environment names. */
    static ServiceStatus of(Vertx vertx, Map<String, String> environment) {
        return new ServiceStatus(
                vertx,
                Optional.ofNullable(environment.get(VARIABLE))
                        .filter(name -> !name.isEmpty())
                        .flatMap(ServiceStatus::address));
    }

    /** All has started, or goes on after a reload. */
    Future<Void> ready() {
        return send("READY=1\nSTATUS=runs");
    }

    /** The configuration is read again; {@link #ready} ends it. */
    Future<Void> reloading() {
        // The manager compares it with its own monotonic clock, which on Linux is the JVM's.
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        return send("RELOADING=1\nMONOTONIC_USEC=" + micros);
    }

    /** The end has begun. */
    Future<Void> stopping() {
        return send("STOPPING=1\nSTATUS=stops");
    }

    /** A name that begins with {@code @} is an abstract one, which begins with a zero byte in truth. */
    private static Optional<DomainSocketAddress> address(String name) {
        if (!name.startsWith("/") && !name.startsWith("@")) {
            LOG.warn("{}: {} (expected: a path, or a name that begins with @)", VARIABLE, name);
            return Optional.empty();
        }
        if (!Epoll.isAvailable()) {
            LOG.warn("{}: the service manager cannot be told without Netty's native transport", VARIABLE);
            return Optional.empty();
        }
        return Optional.of(new DomainSocketAddress(name.startsWith("@") ? "\0" + name.substring(1) : name));
    }

    private Future<Void> send(String message) {
        if (manager.isEmpty()) {
            return Future.succeededFuture();
        }
        return connect(manager.get())
                .compose(channel -> write(channel, message))
                .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(this::giveUp)
                .otherwiseEmpty();
    }

    private Future<Channel> connect(DomainSocketAddress address) {
        ChannelFuture connected = new Bootstrap()
                .group(((VertxInternal) vertx).nettyEventLoopGroup())
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address);
        return done(connected).map(connected.channel());
    }

    private static Future<Void> write(Channel channel, String message) {
        return done(channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
                .addListener(ChannelFutureListener.CLOSE));
    }

    private static Future<Void> done(ChannelFuture future) {
        Promise<Void> promise = Promise.promise();
        future.addListener(ended -> {
            if (ended.isSuccess()) {
                promise.complete();
            } else {
                promise.fail(ended.cause());
            }
        });
        return promise.future();
    }

    private void giveUp(Throwable failure) {
        LOG.atWarn()
                .addKeyValue("socket", manager.map(DomainSocketAddress::path).orElse(""))
                .addKeyValue("reason", failure)
                .log("service manager cannot be told");
        manager = Optional.empty();
    }
}
