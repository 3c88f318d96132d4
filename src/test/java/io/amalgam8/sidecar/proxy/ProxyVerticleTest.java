package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Listening and stopping. */
final class ProxyVerticleTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Test
    void sharesOneRandomPortAmongItsInstancesAndHosts() {
        Vertx vertx = Vertx.vertx();
        List<ProxyVerticle> instances = new CopyOnWriteArrayList<>();
        try (RawUpstream upstream = RawUpstream.answering(OK)) {
            RunningProxy.await(vertx.deployVerticle(
                    () -> {
                        ProxyVerticle instance = verticle(List.of("127.0.0.1", "::1"), 0, upstream, DRAIN);
                        instances.add(instance);
                        return instance;
                    },
                    new DeploymentOptions().setInstances(3)));

            assertThat(instances).hasSize(3);
            assertThat(instances.stream().mapToInt(ProxyVerticle::port).distinct())
                    .hasSize(1);
            for (int i = 0; i < 6; i++) {
                try (RawCaller caller = RawCaller.to(instances.get(0).port())) {
                    assertThat(caller.get("/svc/x").status()).isEqualTo(200);
                }
            }
            assertThat(upstream.connections())
                    .as("each event loop has its own connections")
                    .isEqualTo(3);
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (RawUpstream upstream = RawUpstream.answering(OK);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxyVerticle verticle = verticle(List.of("127.0.0.1"), taken.getLocalPort(), upstream, DRAIN);

            assertThatThrownBy(() -> RunningProxy.await(vertx.deployVerticle(verticle)))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--proxy_port or A8_PROXY_PORT");
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    @Test
    void answers503WhileNothingIsKnown() {
        Vertx vertx = Vertx.vertx();
        try {
            ProxyVerticle verticle = new ProxyVerticle(
                    RunningProxy.options(RunningProxy.TIMEOUTS),
                    Identity.ANONYMOUS,
                    RoutingTable::unknown,
                    Ledger.NONE,
                    DRAIN);
            RunningProxy.await(vertx.deployVerticle(verticle));
            try (RawCaller caller = RawCaller.to(verticle.port())) {
                Message answer = caller.get("/svc/x");

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).isEqualTo("1");
            }
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    @Test
    void letsCallsEndBeforeItStops() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    asked.countDown();
                    StreamingTest.passed(go);
                    peer.send(OK);
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller busy = proxy.connect();
                RawCaller idle = proxy.connect()) {
            busy.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            StreamingTest.passed(asked);
            Future<Void> stopped = proxy.stop();

            assertThat(idle.readToEnd()).isEmpty();
            await().until(() -> refuses(proxy.port()));
            assertThat(stopped.isComplete()).isFalse();
            go.countDown();
            Message answer = busy.readAnswer();
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(busy.readToEnd()).isEmpty();
            RunningProxy.await(stopped);
        }
    }

    @Test
    void cutsCallsThatDoNotEndInTime() {
        Vertx vertx = Vertx.vertx();
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
            peer.readHead();
            asked.countDown();
            peer.readToEnd();
        })) {
            ProxyVerticle verticle = verticle(List.of("127.0.0.1"), 0, upstream, Duration.ofMillis(200));
            String deployment = RunningProxy.await(vertx.deployVerticle(verticle));
            try (RawCaller caller = RawCaller.to(verticle.port())) {
                caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
                StreamingTest.passed(asked);
                RunningProxy.await(vertx.undeploy(deployment));

                assertThat(caller.readToEnd()).isIn("", "<reset>");
            }
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    private static boolean refuses(int port) {
        try (RawCaller caller = RawCaller.to(port)) {
            return caller.readToEnd().isEmpty();
        } catch (java.io.UncheckedIOException refused) {
            return true;
        }
    }

    private static ProxyVerticle verticle(List<String> hosts, int port, RawUpstream upstream, Duration drain) {
        ProxyingOptions usual = RunningProxy.options(RunningProxy.TIMEOUTS);
        ProxyingOptions options = new ProxyingOptions(
                usual.registry(),
                usual.controller(),
                new ListenOptions(hosts, port),
                usual.timeouts(),
                usual.retries(),
                usual.limits(),
                usual.outlier(),
                usual.tls(),
                usual.upstreamTls(),
                usual.tcpProxies(),
                usual.stateFile());
        return new ProxyVerticle(
                options, Identity.ANONYMOUS, RunningProxy.forwardingTo(upstream.endpoint()), Ledger.NONE, drain);
    }
}
