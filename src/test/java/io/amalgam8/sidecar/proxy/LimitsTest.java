package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Injection;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What goes beyond a limit is answered at once. */
final class LimitsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Meters meters = new Meters();
    private final CountDownLatch answering = new CountDownLatch(1);

    @Test
    void turnsAwayCallsBeyondThoseOfADestination() {
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(-1, -1, 1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            one.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);

            isOverloaded(two.get("/svc/x"));
            assertThat(overflows("requests")).isEqualTo(1);
            answering.countDown();
            assertThat(one.readAnswer().body()).isEqualTo("ok");
            await().until(() -> proxy.entries().size() == 2);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UO");
            assertThat(two.get("/svc/x").body()).isEqualTo("ok");
        }
    }

    @Test
    void letsSomeCallsWaitForAConnectionInTheirOrder() {
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(1, 2, -1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect();
                RawCaller three = proxy.connect();
                RawCaller four = proxy.connect()) {
            one.send(head("GET /svc/1 HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);
            two.send(head("GET /svc/2 HTTP/1.1", "Host: h"));
            await().until(() -> inFlight() == 2);
            three.send(head("GET /svc/3 HTTP/1.1", "Host: h"));
            await().until(() -> inFlight() == 3);

            isOverloaded(four.get("/svc/4"));
            assertThat(overflows("pending")).isEqualTo(1);
            answering.countDown();
            assertThat(one.readAnswer().body()).isEqualTo("ok");
            assertThat(two.readAnswer().body()).isEqualTo("ok");
            assertThat(three.readAnswer().body()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(upstream.heads())
                    .extracting(line -> line.substring(0, 6))
                    .containsExactly("GET /1", "GET /2", "GET /3");
        }
    }

    @Test
    void leavesTheLineWithTheCaller() {
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(1, 1, -1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect();
                RawCaller three = proxy.connect()) {
            one.send(head("GET /svc/1 HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);
            two.send(head("GET /svc/2 HTTP/1.1", "Host: h"));
            await().until(() -> inFlight() == 2);
            two.reset();
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DC");

            three.send(head("GET /svc/3 HTTP/1.1", "Host: h"));
            await().until(() -> inFlight() == 2);
            answering.countDown();
            assertThat(three.readAnswer().body()).isEqualTo("ok");
            assertThat(upstream.heads()).hasSize(2);
        }
    }

    @Test
    void waitsForAConnectionNoLongerThanForANewOne() {
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(1, 5, -1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            one.send(head("GET /svc/1 HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);

            isOverloaded(two.get("/svc/2"));
            answering.countDown();
        }
    }

    @Test
    void waitsForAConnectionNoLongerThanTheCallMayTake() {
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(1, 5, -1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            one.send(head("GET /svc/1 HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);

            Message answer = two.get("/svc/2", "x-envoy-upstream-rq-timeout-ms: 150");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("Proxy-Status")).contains("error=connection_limit_reached");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UT");
            answering.countDown();
        }
    }

    @Test
    void takesTheTimeInTheLineOffTheTimeToConnect() {
        Duration whole = Duration.ofSeconds(1);
        CountDownLatch release = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    await().until(() -> release.getCount() == 0);
                    peer.close();
                });
                RunningProxy proxy = limited(secure(upstream), resilience(1, 5, -1, -1));
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            one.send(head("GET /svc/1 HTTP/1.1", "Host: h", "x-envoy-upstream-rq-timeout-ms: 900"));
            await().until(() -> upstream.connections() == 1);
            long begun = System.nanoTime();
            Message late = two.get("/svc/2", "x-envoy-upstream-rq-timeout-ms: " + whole.toMillis());

            assertThat(late.status()).isEqualTo(504);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(whole.plusMillis(600));
            release.countDown();
        }
    }

    @Test
    void usesAConnectionForSoManyRequests() {
        answering.countDown();
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = limited(upstream, resilience(-1, -1, -1, 2));
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(caller.get("/svc/x").body()).isEqualTo("ok");
            }

            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void saysOfNoRetryThatItWasHeldBackWhereThereWasToBeNone() {
        RawUpstream gone = waiting();
        gone.close();
        try (RunningProxy proxy = limited(gone.endpoint(), resilience(-1, -1, -1, -1));
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "x-envoy-max-retries: 0").status()).isEqualTo(503);

            assertThat(sum(Metric.RETRIES, List.of("limited"))).isZero();
        }
    }

    @Test
    void countsDelayedCallsAmongThoseUnderWay() {
        LimitOptions one = new LimitOptions(10, 10, 10, 1, 10, 10);
        Injection delay = new Injection(Optional.of("slow"), Duration.ofHours(1), OptionalInt.empty(), List.of());
        try (RawUpstream upstream = waiting();
                RunningProxy proxy =
                        RunningProxy.with(options(one), meters.forEventLoop(), (head, balancer, chance) -> {
                            Destination destination = RunningProxy.destination(head.service(), upstream.endpoint());
                            return new Decision.Forward(
                                    destination, destination.pool().instances().get(0), delay, Optional.empty());
                        });
                RawCaller delayed = proxy.connect();
                RawCaller other = proxy.connect()) {
            delayed.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            await().until(() -> inFlight() == 1);

            isOverloaded(other.get("/svc/x"));
            assertThat(overflows("in_flight")).isEqualTo(1);
            delayed.reset();
            await().until(() -> proxy.entries().size() == 2);
        }
    }

    @Test
    void noticesThatACallerLeavesWithinABodyOfManyPieces() {
        Injection delay = new Injection(Optional.of("slow"), Duration.ofHours(1), OptionalInt.empty(), List.of());
        try (RawUpstream upstream = waiting();
                RunningProxy proxy = RunningProxy.routing((head, balancer, chance) -> {
                    Destination destination = RunningProxy.destination(head.service(), upstream.endpoint());
                    return new Decision.Forward(
                            destination, destination.pool().instances().get(0), delay, Optional.empty());
                });
                RawCaller caller = proxy.connect()) {
            caller.send(
                    head("POST /svc/x HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "1\r\na\r\n".repeat(20));
            caller.reset();

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DI,DC");
        }
    }

    /** Answers only when the test says so. */
    private RawUpstream waiting() {
        return RawUpstream.running(peer -> {
            for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                await().until(() -> answering.getCount() == 0);
                peer.send(OK);
            }
        });
    }

    private static Endpoint secure(RawUpstream upstream) {
        return new Endpoint(EndpointType.HTTPS, "127.0.0.1", upstream.endpoint().port(), "");
    }

    private RunningProxy limited(RawUpstream upstream, Resilience resilience) {
        return limited(upstream.endpoint(), resilience);
    }

    private RunningProxy limited(Endpoint endpoint, Resilience resilience) {
        return RunningProxy.counting(meters.forEventLoop(), (head, balancer, chance) -> {
            Destination plain = RunningProxy.destination(head.service(), endpoint);
            Destination limited = new Destination(
                    plain.service(),
                    plain.tags(),
                    plain.rule(),
                    plain.pool(),
                    plain.timeout(),
                    plain.retries(),
                    plain.host(),
                    plain.balancing(),
                    plain.uriRewrite(),
                    resilience);
            return RunningProxy.forward(limited, balancer.pick(limited, chance));
        });
    }

    private static Resilience resilience(int connections, int pending, int requests, int requestsEach) {
        return new Resilience(
                given(connections),
                given(pending),
                given(requests),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                given(requestsEach));
    }

    private static OptionalInt given(int value) {
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static ProxyingOptions options(LimitOptions limits) {
        return RunningProxy.options(RunningProxy.TIMEOUTS, RetryOptions.USUAL, limits, OutlierOptions.USUAL);
    }

    private static void isOverloaded(Message answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("X-Envoy-Overloaded")).isEqualTo("true");
        assertThat(answer.field("Retry-After")).isEqualTo("1");
        assertThat(answer.field("Proxy-Status")).contains("error=connection_limit_reached");
    }

    private double inFlight() {
        return sum(Metric.REQUESTS_IN_FLIGHT, List.of());
    }

    private double overflows(String limit) {
        return sum(Metric.OVERFLOW, List.of(limit));
    }

    private double sum(Metric metric, List<String> labels) {
        return meters.snapshot().families().stream()
                .filter(family -> family.metric() == metric)
                .flatMap(family -> family.series().stream())
                .filter(series -> series.labels().equals(labels))
                .mapToDouble(series -> ((Value) series).value())
                .sum();
    }
}
