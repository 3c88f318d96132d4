package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Tags;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What action rules do to a call. */
final class FaultsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void delaysACallAndWritesItsTraces() {
        Duration delay = Duration.ofMillis(300);
        List<Trace> traces = List.of(new Trace("key", "value", Tags.NONE));
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy =
                        injecting(upstream, new Injection(Optional.of("slow"), delay, OptionalInt.empty(), traces));
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);

            await().until(() -> proxy.entries().size() == 1);
            AccessLogEntry entry = proxy.entries().get(0);
            assertThat(Duration.ofNanos(entry.durationNanos())).isGreaterThanOrEqualTo(delay);
            assertThat(entry.flags()).isEqualTo("DI");
            assertThat(entry.fault()).isEqualTo("delay");
            assertThat(entry.traces()).isEqualTo(traces);
        }
    }

    @Test
    void abortsACallWithoutAskingAnInstance() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(Duration.ofMillis(10), 418));
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(418);
            assertThat(answer.field("X-A8-Fault")).isEqualTo("abort");
            assertThat(answer.body()).contains("injected by an action rule").contains("\"rule\":\"broken\"");
            assertThat(upstream.heads()).isEmpty();
            await().until(() -> proxy.entries().size() == 1);
            AccessLogEntry entry = proxy.entries().get(0);
            assertThat(entry.flags()).isEqualTo("DI,FI");
            assertThat(entry.fault()).isEqualTo("delay,abort");
            assertThat(entry.rule()).isEqualTo("broken");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 444, 499})
    void closesWithoutAnAnswerOnCodesThatAreNone(int code) {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(Duration.ZERO, code));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));

            assertThat(caller.readToEnd()).isEmpty();
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(code);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("FI");
        }
    }

    @Test
    void aDelayTakesNothingFromTheTimeForTheAnswer() {
        Injection delay = new Injection(Optional.of("slow"), Duration.ofMillis(600), OptionalInt.empty(), List.of());
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, delay);
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/so-that-everything-was-loaded-once");
            caller.send(head(
                            "POST /svc/x HTTP/1.1",
                            "Host: h",
                            "Content-Length: 5",
                            "x-envoy-upstream-rq-timeout-ms: 500",
                            "x-envoy-max-retries: 0")
                    + "hello");

            assertThat(caller.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void endsADelayWhenTheCallerLeaves() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(LONG, 503));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            caller.reset();

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(499);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DI,DC");
            assertThat(upstream.heads()).isEmpty();
        }
    }

    @Test
    void endsTheDelayOfABodyWhenTheCallerLeaves() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(LONG, 503));
                RawCaller caller = proxy.connect()) {
            caller.send(
                    head("POST /svc/x HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n");
            caller.reset();

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DI,DC");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 150, 204, 304})
    void neverLeavesACallerWaitingForTheRestOfAnInjectedAnswer(int code) {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(Duration.ZERO, code));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h", "Connection: close"));

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 " + code + " ").endsWith("\r\n\r\n");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).bytesSent()).isZero();
        }
    }

    @Test
    void closesTheConnectionBehindAnInjectedCodeThatEndsNoExchange() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = injecting(upstream, abort(Duration.ZERO, 102));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 102 ");
        }
    }

    private static Injection abort(Duration delay, int code) {
        return new Injection(Optional.of("broken"), delay, OptionalInt.of(code), List.of());
    }

    private static RunningProxy injecting(RawUpstream upstream, Injection injection) {
        return RunningProxy.routing((inquiry, balancer, chance) -> {
            Destination destination = RunningProxy.destination(inquiry.service(), upstream.endpoint());
            return new Decision.Forward(
                    destination, destination.pool().instances().get(0), injection, Optional.empty());
        });
    }
}
