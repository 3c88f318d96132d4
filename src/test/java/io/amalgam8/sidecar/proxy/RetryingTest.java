package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are tried again, as their callers see them. */
final class RetryingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String SORRY = "HTTP/1.1 503 Sorry\r\nContent-Length: 5\r\nX-From: instance\r\n\r\nsorry";

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void asksAnotherInstanceWhenOneSaysThatItCannot(int status) {
        String sorry = SORRY.replace("503", Integer.toString(status));
        try (RawUpstream bad = RawUpstream.answering(sorry);
                RawUpstream good = RawUpstream.answering(OK);
                RunningProxy proxy = firstTo(bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").body()).isEqualTo("ok");
            assertThat(bad.heads()).hasSize(1);
            assertThat(new Message(good.heads().get(0), "").field("X-Envoy-Attempt-Count"))
                    .isEqualTo("2");
        }
    }

    @Test
    void keepsTheConnectionWhoseWholeAnswerWasLeft() {
        AtomicInteger asked = new AtomicInteger();
        try (RawUpstream upstream = scripted(peer -> asked.incrementAndGet() % 2 == 1 ? SORRY : OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(caller.get("/svc/x").body()).isEqualTo("ok");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void endsTheConnectionWhoseAnswerWasLeftHalfway() {
        try (RawUpstream bad = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 503 Sorry", "Content-Length: 5") + "so");
                    peer.readToEnd();
                });
                RawUpstream good = RawUpstream.answering(OK);
                RunningProxy proxy = firstTo(bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").body()).isEqualTo("ok");
            await().until(() -> proxy.upstreamConnections() == 1);
        }
    }

    @Test
    void passesTheLastAnswerOnWhole() {
        try (RawUpstream bad = RawUpstream.answering(SORRY);
                RunningProxy proxy = RunningProxy.to(bad.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("X-From")).isEqualTo("instance");
            assertThat(answer.body()).isEqualTo("sorry");
            assertThat(bad.heads()).hasSize(2);
            assertThat(entry(proxy).flags()).isEqualTo("URX");
        }
    }

    @Test
    void neverAsksTwiceForAPostUnlessItBearsAKey() {
        try (RawUpstream bad = RawUpstream.answering(SORRY);
                RawUpstream good = RawUpstream.answering(OK);
                RunningProxy proxy = firstTo(bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(
                    head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 5", "x-envoy-max-retries: 3") + "hello");
            assertThat(caller.readAnswer().status()).isEqualTo(503);
            assertThat(good.heads()).isEmpty();

            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 5", "Idempotency-Key: 7") + "hello");
            assertThat(caller.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void sendsASmallBodyAgainWithItsTrailers() {
        List<String> bodies = new CopyOnWriteArrayList<>();
        try (RawUpstream bad = RawUpstream.running(peer -> {
                    bodies.add(peer.readBodyOf(peer.readHead()));
                    peer.reset();
                });
                RawUpstream good = scripted(peer -> OK, bodies);
                RunningProxy proxy = firstTo(bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("PUT /svc/x HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "Trailer: X-Sum")
                    + "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n");

            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(bodies).hasSize(2);
            assertThat(bodies.get(1)).startsWith("hello world").containsIgnoringCase("x-sum: 11");
            assertThat(bodies.get(1)).isEqualTo(bodies.get(0));
            assertThat(entry(proxy).bytesReceived()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @CsvSource({"65536, 200, ''", "65537, 502, 'BO,UC'"})
    void keepsNoMoreThan64KibOfABody(int length, int status, String flags) {
        String body = "x".repeat(length);
        try (RawUpstream bad = RawUpstream.running(peer -> {
                    peer.readBodyOf(peer.readHead());
                    peer.reset();
                });
                RawUpstream good = RawUpstream.answering(OK);
                RunningProxy proxy = firstTo(bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("PUT /svc/x HTTP/1.1", "Host: h", "Content-Length: " + length) + body);

            assertThat(caller.readAnswer().status()).isEqualTo(status);
            List<String> given = List.of(entry(proxy).flags().split(","));
            assertThat(given).containsExactlyInAnyOrder(flags.split(","));
        }
    }

    @Test
    void waitsAsLongAsTheInstanceAsks() {
        AtomicInteger asked = new AtomicInteger();
        String later = SORRY.replace("X-From: instance", "Retry-After: 1");
        try (RawUpstream upstream = scripted(peer -> asked.incrementAndGet() == 1 ? later : OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            long begun = System.nanoTime();
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(1_000_000_000L);
        }
    }

    @Test
    void doesNotWaitForLongerThanTheCallMayTake() {
        String later = SORRY.replace("X-From: instance", "Retry-After: 30");
        try (RawUpstream upstream = RawUpstream.answering(later);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "x-envoy-upstream-rq-timeout-ms: 5000")
                            .body())
                    .isEqualTo("sorry");
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void stopsWaitingWhenTheCallerLeaves() {
        String later = SORRY.replace("X-From: instance", "Retry-After: 15");
        try (RawUpstream upstream = RawUpstream.answering(later);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            await().until(() -> upstream.heads().size() == 1);
            caller.reset();

            assertThat(entry(proxy).flags()).isEqualTo("DC");
        }
    }

    @Test
    void burdensAServiceThatAlwaysFailsWithLittleMore() {
        try (RawUpstream bad = RawUpstream.answering(SORRY);
                RunningProxy proxy = RunningProxy.to(bad.endpoint());
                RawCaller caller = proxy.connect()) {
            int calls = 600;
            for (int i = 0; i < calls; i++) {
                assertThat(caller.get("/svc/x").status()).isEqualTo(503);
            }
            await().until(() -> proxy.entries().size() == calls);
            long spent = proxy.entries().stream()
                    .filter(entry -> entry.attempts() == 1 && entry.flags().equals("URX"))
                    .count();

            assertThat(bad.heads().size()).isLessThanOrEqualTo(calls * 125 / 100);
            assertThat(spent).isGreaterThan(calls / 2);
        }
    }

    private static RawUpstream scripted(Function<String, String> answers) {
        return scripted(answers, new CopyOnWriteArrayList<>());
    }

    /** Answers each request as the function says, and keeps the bodies. */
    private static RawUpstream scripted(Function<String, String> answers, List<String> bodies) {
        return RawUpstream.running(peer -> {
            for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                bodies.add(peer.readBodyOf(head));
                peer.send(answers.apply(head));
            }
        });
    }

    private static RunningProxy firstTo(Endpoint... endpoints) {
        return RunningProxy.routing((inquiry, balancer, chance) -> {
            var destination = RunningProxy.destination(inquiry.service(), endpoints);
            return RunningProxy.forward(
                    destination, destination.pool().instances().get(0));
        });
    }

    private static AccessLogEntry entry(RunningProxy proxy) {
        await().until(() -> proxy.entries().size() == 1);
        return proxy.entries().get(0);
    }
}
