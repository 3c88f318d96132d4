package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What lasts: server-sent events, WebSockets and long polls. */
final class EventStreamTest {

    private static final String STREAM =
            head("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
    private static final Router NOBODY = (head, balancer, chance) -> new Decision.UnknownService(head.service());

    private volatile Router table = NOBODY;

    @Test
    void aStreamMayLastLongerThanAnAnswerMayBeAwaited() {
        Duration response = Duration.ofMillis(300);
        TimeoutOptions timeouts = new TimeoutOptions(Duration.ofSeconds(1), response, Duration.ofSeconds(20));
        CountDownLatch go = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(STREAM + "2\r\n1\n\r\n");
                    StreamingTest.passed(go);
                    peer.send("2\r\n2\n\r\n0\r\n\r\n");
                });
                RunningProxy proxy = RunningProxy.routing(RunningProxy.forwardingTo(upstream.endpoint()), timeouts);
                RawCaller caller = proxy.connect()) {
            long started = System.nanoTime();
            caller.send(head("GET /svc/events HTTP/1.1", "Host: h"));
            caller.readHead();
            assertThat(caller.read(7)).isEqualTo("2\r\n1\n\r\n");
            await().until(() -> System.nanoTime() - started > 2 * response.toNanos());
            go.countDown();

            assertThat(caller.read(12)).isEqualTo("2\r\n2\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void whatHasBegunGoesOnUnderAnotherTable() {
        CountDownLatch go = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    boolean upgrade = peer.readHead().contains("websocket");
                    peer.send(
                            upgrade
                                    ? head(
                                            "HTTP/1.1 101 Switching Protocols",
                                            "Connection: Upgrade",
                                            "Upgrade: websocket")
                                    : head("HTTP/1.1 200 OK", "Content-Length: 4"));
                    StreamingTest.passed(go);
                    peer.send("\u0081\u0002hi");
                });
                RunningProxy proxy =
                        RunningProxy.routing((head, balancer, chance) -> table.decide(head, balancer, chance));
                RawCaller streaming = proxy.connect();
                RawCaller tunnelling = proxy.connect()) {
            table = RunningProxy.forwardingTo(upstream.endpoint());
            streaming.send(head("GET /svc/events HTTP/1.1", "Host: h"));
            streaming.readHead();
            tunnelling.send(head("GET /svc/ws HTTP/1.1", "Host: h", "Connection: Upgrade", "Upgrade: websocket"));
            tunnelling.readHead();
            table = NOBODY;
            try (RawCaller late = proxy.connect()) {
                assertThat(late.get("/svc/x").status()).isEqualTo(404);
            }
            go.countDown();

            assertThat(streaming.read(4)).isEqualTo("\u0081\u0002hi");
            assertThat(tunnelling.read(4)).isEqualTo("\u0081\u0002hi");
        }
    }

    @Test
    void aLongPollIsAnsweredWhenItsAnswerComes() {
        CountDownLatch go = new CountDownLatch(1);
        TimeoutOptions patient = new TimeoutOptions(Duration.ofSeconds(1), Duration.ZERO, Duration.ofMillis(200));
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    StreamingTest.passed(go);
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 4") + "news");
                });
                RunningProxy proxy = RunningProxy.routing(RunningProxy.forwardingTo(upstream.endpoint()), patient);
                RawCaller caller = proxy.connect()) {
            long started = System.nanoTime();
            caller.send(head("GET /svc/poll HTTP/1.1", "Host: h"));
            await().until(() -> System.nanoTime() - started > 2 * patient.idle().toNanos());
            go.countDown();

            assertThat(caller.readAnswer().body()).isEqualTo("news");
        }
    }

    @Test
    void aTunnelThatIsSilentForTooLongIsEnded() {
        TimeoutOptions timeouts =
                new TimeoutOptions(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMillis(300));
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"));
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.routing(RunningProxy.forwardingTo(upstream.endpoint()), timeouts);
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/ws HTTP/1.1", "Host: h", "Connection: Upgrade", "Upgrade: websocket"));
            caller.readHead();

            assertThat(caller.readToEnd()).isIn("", "<reset>");
        }
    }
}
