package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to instances: kept, found dead, made elsewhere. */
final class ConnectionsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void usesOneConnectionForManyRequestsOfManyCallers() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                one.get("/svc/x");
                two.get("/svc/x");
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void opensAnotherConnectionAfterAnAnswerThatClosesIts() {
        try (RawUpstream upstream =
                        RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").field("Connection")).isEmpty();
            caller.get("/svc/x");

            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void sendsAgainWhatAStaleConnectionHasSwallowed(String method) {
        try (RawUpstream upstream = answeringOnceEach();
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/first");
            caller.send(head(method + " /svc/x HTTP/1.1", "Host: h"));

            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(2);
            await().until(() -> proxy.entries().size() == 2);
            assertThat(proxy.entries().get(1).attempts()).isEqualTo(2);
        }
    }

    @Test
    void neverSendsAPostAgain() {
        try (RawUpstream upstream = answeringOnceEach();
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/first");
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 0"));

            Message answer = caller.readAnswer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).contains("error=connection_terminated");
            await().until(() -> proxy.entries().size() == 2);
            assertThat(proxy.entries().get(1).flags()).isEqualTo("UC");
            assertThat(upstream.heads().stream().filter(head -> head.startsWith("POST")))
                    .hasSize(1);
        }
    }

    @Test
    void answers502WhenNewConnectionsEndBeforeTheAnswer() {
        try (RawUpstream upstream = RawUpstream.running(peer -> peer.readHead());
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(502);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void noticesThatAnIdleConnectionWasClosed() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(OK);
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 0"));

                assertThat(caller.readAnswer().status()).isEqualTo(200);
                await().until(() -> proxy.upstreamConnections() == 0);
            }
        }
    }

    @Test
    void keepsAConnectionShorterThanTheInstanceDoes() {
        AtomicInteger closed = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 0", "Keep-Alive: timeout=1, max=5"));
                    peer.readToEnd();
                    closed.incrementAndGet();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");

            await().until(() -> closed.get() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void triesAnotherInstanceWhenOneCannotBeReached(String method) {
        Endpoint nobody = refusing();
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.routing(firstTo(nobody, upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.send(head(method + " /svc/x HTTP/1.1", "Host: h", "Content-Length: 5") + "hello");

            assertThat(caller.readAnswer().body()).isEqualTo("ok");
            assertThat(new Message(upstream.heads().get(0), "").field("X-Envoy-Attempt-Count"))
                    .isEqualTo("2");
            await().until(() -> proxy.entries().size() == 1);
            AccessLogEntry entry = proxy.entries().get(0);
            assertThat(entry.attempts()).isEqualTo(2);
            assertThat(entry.upstreamAddress()).isEqualTo(upstream.endpoint().authority());
        }
    }

    @Test
    void answers503WhenNoInstanceCanBeReached() {
        try (RunningProxy proxy = RunningProxy.to(refusing());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status")).contains("error=connection_refused");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UF,URX");
            assertThat(proxy.entries().get(0).attempts()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void triesAsOftenAsTheCallerAsks(int retries) {
        try (RunningProxy proxy = RunningProxy.to(refusing());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "x-envoy-max-retries: " + retries);

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).attempts()).isEqualTo(1 + retries);
        }
    }

    @Test
    void countsEachRetryByWhatBecameOfIt() {
        Meters meters = new Meters();
        Endpoint[] nobody = {refusing(), refusing(), refusing()};
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.counting(
                        meters.forEventLoop(), firstTo(nobody[0], nobody[1], nobody[2], upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "x-envoy-max-retries: 3").status()).isEqualTo(200);

            await().until(() -> proxy.entries().size() == 1);
            int retries = proxy.entries().get(0).attempts() - 1;
            assertThat(retries(meters, "success")).isEqualTo(1);
            assertThat(retries(meters, "failure")).isEqualTo(retries - 1);
            assertThat(retries(meters, "limited")).isZero();
        }
    }

    @Test
    void countsACallThatMayNotBeTriedAgain() {
        Meters meters = new Meters();
        try (RunningProxy proxy = RunningProxy.counting(meters.forEventLoop(), RunningProxy.forwardingTo(refusing()));
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "x-envoy-max-retries: 2").status()).isEqualTo(503);

            await().until(() -> proxy.entries().size() == 1);
            assertThat(retries(meters, "success")).isZero();
            assertThat(retries(meters, "failure")).isEqualTo(2);
            assertThat(retries(meters, "limited")).isEqualTo(1);
        }
    }

    @Test
    void saysThatANameIsUnknown() {
        try (RunningProxy proxy = RunningProxy.to(new Endpoint(EndpointType.HTTP, "no-such-host.invalid", 80, ""));
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x", "x-envoy-max-retries: 0");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status")).contains("error=dns_error");
        }
    }

    /** Answers one request on each connection and ends it within the next one. */
    private static RawUpstream answeringOnceEach() {
        return RawUpstream.running(peer -> {
            peer.readHead();
            peer.send(OK);
            peer.readHead();
        });
    }

    private static Router firstTo(Endpoint... endpoints) {
        return (inquiry, balancer, chance) -> {
            var destination = RunningProxy.destination(inquiry.service(), endpoints);
            return RunningProxy.forward(
                    destination, destination.pool().instances().get(0));
        };
    }

    private static Endpoint refusing() {
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", FreePort.find(), "");
    }

    private static double retries(Meters meters, String result) {
        return meters.snapshot().families().stream()
                .filter(family -> family.metric() == Metric.RETRIES)
                .flatMap(family -> family.series().stream())
                .filter(series -> series.labels().equals(List.of(result)))
                .mapToDouble(series -> ((Value) series).value())
                .sum();
    }
}
