package io.amalgam8.sidecar.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.TcpProxyOptions;
import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.config.UpstreamTlsOptions;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections through a port for TCP. */
final class TcpProxyVerticleTest {

    private static final int MUCH = 16 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final List<TcpProxyVerticle> proxies = new CopyOnWriteArrayList<>();
    private final List<Instance> instances = new CopyOnWriteArrayList<>();
    private LimitOptions limits = LimitOptions.USUAL;
    private String deployment = "";

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void carriesBytesBothWays() {
        try (RawUpstream upstream = RawUpstream.running(peer -> peer.send(peer.read(5) + " yourself"))) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                caller.send("hello");

                assertThat(caller.readToEnd()).isEqualTo("hello yourself");
            }
        }
    }

    @Test
    void carriesWhatTheInstanceSaysFirst() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.send("220 ready");
            peer.read(1);
        })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                assertThat(caller.read(9)).isEqualTo("220 ready");
            }
        }
    }

    @Test
    void anEndOfOneDirectionLeavesTheOtherOpen() {
        try (RawUpstream upstream = RawUpstream.running(peer -> peer.send("all of " + peer.readToEnd()))) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                caller.send("this");
                caller.halfClose();

                assertThat(caller.readToEnd()).isEqualTo("all of this");
            }
        }
    }

    @Test
    void anInstanceMayEndItsDirectionFirst() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.send("bye");
            peer.halfClose();
            heard.complete(peer.readToEnd());
        })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                assertThat(caller.readToEnd()).isEqualTo("bye");
                caller.send("so long");
            }
            assertThat(heard.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("so long");
        }
    }

    @Test
    void noInstanceIsLeftTalkingToACallerWhoHasGone() {
        CompletableFuture<String> noticed = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.readToEnd();
            try {
                while (true) {
                    peer.send("more and more");
                }
            } catch (UncheckedIOException gone) {
                noticed.complete("noticed");
            }
        })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                caller.halfClose();
                assertThat(caller.read(4)).isEqualTo("more");
            }
            assertThat(noticed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("noticed");
        }
    }

    @Test
    void aResetIsAResetOnTheOtherSide() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.send("half");
                    heard.complete(peer.readToEnd());
                });
                RawUpstream resetting = RawUpstream.running(peer -> {
                    peer.send("half");
                    peer.read(2);
                    peer.reset();
                })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                assertThat(caller.read(4)).isEqualTo("half");
                caller.reset();
            }
            assertThat(heard.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("<reset>");

            instances.set(0, instance(resetting.endpoint(), EndpointType.TCP, InstanceStatus.UP));
            try (RawCaller caller = connect()) {
                assertThat(caller.read(4)).isEqualTo("half");
                caller.send("go");
                assertThat(caller.readToEnd()).isEqualTo("<reset>");
            }
        }
    }

    @Test
    void carriesMuchWithoutAByteAstray() {
        byte[] content = new byte[MUCH];
        new Random(7).nextBytes(content);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            String all = peer.readToEnd();
            peer.send(all);
        })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                caller.send(content);
                caller.halfClose();

                assertThat(caller.readToEnd().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                        .isEqualTo(content);
            }
        }
    }

    @Test
    void aSlowReaderSlowsItsWriter() {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        int most = 256 << 20;
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            awaitQuietly(go);
            read.complete(peer.read(most).length());
        })) {
            start(upstream.endpoint());
            try (RawCaller caller = connect()) {
                AtomicLong written = new AtomicLong();
                CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                    byte[] piece = new byte[1 << 16];
                    while (written.get() < most) {
                        caller.send(piece);
                        written.addAndGet(piece.length);
                    }
                });
                AtomicLong before = new AtomicLong(-1);
                await().pollInterval(Duration.ofMillis(500))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
                assertThat(written.get()).isLessThan(most / 4);
                go.countDown();

                assertThat(read.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(most);
                sent.join();
            }
        }
    }

    @Test
    void triesAnotherInstanceWhenOneRefuses() {
        try (RawUpstream upstream = RawUpstream.running(peer -> peer.send("here"))) {
            start(refusing(), upstream.endpoint(), refusing());
            for (int i = 0; i < 10; i++) {
                try (RawCaller caller = connect()) {
                    assertThat(caller.readToEnd()).isEqualTo("here");
                }
            }
        }
    }

    @Test
    void resetsCallersWhomNoInstanceTakes() {
        start(refusing());
        try (RawCaller caller = connect()) {
            assertThat(caller.readToEnd()).isEqualTo("<reset>");
        }
        instances.clear();
        try (RawCaller caller = connect()) {
            assertThat(caller.readToEnd()).isEqualTo("<reset>");
        }
    }

    @Test
    void goesToInstancesThatAreUpAndSpeakTcp() {
        try (RawUpstream good = RawUpstream.running(peer -> peer.send("good"));
                RawUpstream bad = RawUpstream.running(peer -> peer.send("bad"))) {
            start();
            instances.add(instance(bad.endpoint(), EndpointType.HTTPS, InstanceStatus.UP));
            instances.add(instance(bad.endpoint(), EndpointType.UDP, InstanceStatus.UP));
            instances.add(instance(bad.endpoint(), EndpointType.TCP, InstanceStatus.STARTING));
            instances.add(instance(good.endpoint(), EndpointType.HTTP, InstanceStatus.UP));
            for (int i = 0; i < 10; i++) {
                try (RawCaller caller = connect()) {
                    assertThat(caller.readToEnd()).isEqualTo("good");
                }
            }
        }
    }

    @Test
    void prefersTheInstanceWithFewerConnections() {
        try (RawUpstream one = RawUpstream.running(peer -> peer.read(1));
                RawUpstream other = RawUpstream.running(peer -> peer.read(1))) {
            start(one.endpoint(), other.endpoint());
            List<RawCaller> callers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                callers.add(connect());
                int expected = i + 1;
                await().until(() -> one.connections() + other.connections() == expected);
            }
            assertThat(one.connections()).isEqualTo(5);
            callers.forEach(RawCaller::close);
        }
    }

    @Test
    void refusesConnectionsBeyondTheLimits() {
        limits = new LimitOptions(1, 1, 1, 1, 2, 1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.send("in");
            peer.read(1);
        })) {
            start(upstream.endpoint());
            try (RawCaller first = connect()) {
                assertThat(first.read(2)).isEqualTo("in");
                try (RawCaller second = connect()) {
                    assertThat(second.readToEnd()).isEqualTo("<reset>");
                }
            }
            await().until(() -> {
                try (RawCaller again = connect()) {
                    return again.read(2).equals("in");
                } catch (UncheckedIOException refused) {
                    return false;
                }
            });
        }
    }

    @Test
    void letsConnectionsEndWhenItIsStopped() {
        CountDownLatch go = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.send("first");
            awaitQuietly(go);
            peer.send(" last");
        })) {
            start(upstream.endpoint());
            Future<Void> stopped;
            try (RawCaller caller = connect()) {
                assertThat(caller.read(5)).isEqualTo("first");
                stopped = vertx.undeploy(deployment);
                go.countDown();

                assertThat(caller.readToEnd()).isEqualTo(" last");
            }
            Await.result(stopped);
        }
    }

    @Test
    void cutsConnectionsThatDoNotEndInTimeAsWhatTheyAre() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.send("first");
            peer.read(1);
        })) {
            start(Duration.ofMillis(300), upstream.endpoint());
            try (RawCaller caller = connect()) {
                assertThat(caller.read(5)).isEqualTo("first");
                Await.result(vertx.undeploy(deployment));

                assertThat(caller.readToEnd()).isEqualTo("<reset>");
            }
        }
    }

    private void start(Endpoint... endpoints) {
        start(Duration.ofSeconds(20), endpoints);
    }

    private void start(Duration drain, Endpoint... endpoints) {
        Arrays.stream(endpoints)
                .map(endpoint -> instance(endpoint, EndpointType.TCP, InstanceStatus.UP))
                .forEach(instances::add);
        ServerOptions nowhere =
                new ServerOptions(URI.create("http://127.0.0.1:1"), new Token.None(), Duration.ofSeconds(1));
        ProxyingOptions options = new ProxyingOptions(
                nowhere,
                nowhere,
                new ListenOptions(List.of("127.0.0.1"), 0),
                new TimeoutOptions(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(60)),
                RetryOptions.USUAL,
                limits,
                OutlierOptions.USUAL,
                Optional.empty(),
                new UpstreamTlsOptions(true, Optional.empty(), Optional.empty()),
                List.of(new TcpProxyOptions("other", 0), new TcpProxyOptions("redis", 0)),
                Optional.empty());
        deployment = Await.result(vertx.deployVerticle(
                () -> {
                    TcpProxyVerticle proxy = new TcpProxyVerticle(
                            options, service -> service.equals("redis") ? instances : List.of(), drain);
                    proxies.add(proxy);
                    return proxy;
                },
                new DeploymentOptions().setInstances(2)));
    }

    private RawCaller connect() {
        return RawCaller.to(proxies.get(0).ports().get(1));
    }

    private static Instance instance(Endpoint at, EndpointType type, InstanceStatus status) {
        Endpoint endpoint = new Endpoint(type, at.host(), at.port(), "");
        return new Instance(endpoint.toString(), "redis", endpoint, Tags.NONE, status);
    }

    private static Endpoint refusing() {
        return new Endpoint(EndpointType.TCP, "127.0.0.1", FreePort.find(), "");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
