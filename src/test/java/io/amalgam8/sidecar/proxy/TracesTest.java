package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.proxy.TracedProxy.Spans;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Injection;
import io.amalgam8.sidecar.testing.Collector;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spans of calls, as a collector gets them, and what instances hear of them. */
final class TracesTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    /** The lowest bit; the next says that the id is random. */
    private static final Pattern SAMPLED = Pattern.compile("00-.*-0[13]");

    private static final String SORRY = "HTTP/1.1 503 Sorry\r\nContent-Length: 5\r\n\r\nsorry";

    @Test
    void aCallIsASpanAndItsTryIsItsChildAndTheInstancesParent() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "traceparent: " + TracedProxy.PARENT, "tracestate: vendor=1");

            Spans spans = TracedProxy.spans(collector, 1);
            Span attempt = spans.tries().get(0);
            assertThat(Collector.hex(spans.call().getTraceId())).isEqualTo(TracedProxy.TRACE);
            assertThat(Collector.hex(spans.call().getParentSpanId())).isEqualTo("00f067aa0ba902b7");
            assertThat(attempt.getTraceId()).isEqualTo(spans.call().getTraceId());
            assertThat(attempt.getParentSpanId()).isEqualTo(spans.call().getSpanId());
            assertThat(attempt.getStartTimeUnixNano())
                    .isBetween(spans.call().getStartTimeUnixNano(), spans.call().getEndTimeUnixNano());
            assertThat(told(upstream, 0, "traceparent"))
                    .isEqualTo("00-" + TracedProxy.TRACE + "-" + Collector.hex(attempt.getSpanId()) + "-01");
            assertThat(told(upstream, 0, "tracestate")).isEqualTo("vendor=1");
            assertThat(proxy.running().entries().get(0).traceId()).isEqualTo(TracedProxy.TRACE);
        }
    }

    @Test
    void spansSayWhatTheConventionsAskFor() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x?token=canary", "User-Agent: curl/8");

            Spans spans = TracedProxy.spans(collector, 1);
            assertThat(spans.call().getName()).isEqualTo("GET /svc/*");
            assertThat(spans.call().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(Collector.attributes(spans.call()))
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                            Map.entry("http.request.method", "GET"),
                            Map.entry("http.response.status_code", "200"),
                            Map.entry("http.route", "/svc/*"),
                            Map.entry("url.scheme", "http"),
                            Map.entry("url.path", "/svc/x"),
                            Map.entry("server.address", "localhost"),
                            Map.entry("client.address", "127.0.0.1"),
                            Map.entry("network.protocol.version", "1.1"),
                            Map.entry("user_agent.original", "curl/8"),
                            Map.entry("a8.service", "svc"),
                            Map.entry("a8.version", "v1"),
                            Map.entry("a8.rule", "rule-1")));
            Span attempt = spans.tries().get(0);
            assertThat(attempt.getName()).isEqualTo("GET");
            assertThat(Collector.attributes(attempt))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "http.request.method", "GET",
                            "http.response.status_code", "200",
                            "url.full", "http://" + upstream.endpoint().authority() + "/x",
                            "server.address", "127.0.0.1",
                            "server.port", Integer.toString(upstream.endpoint().port()),
                            "network.protocol.version", "1.1"));
        }
    }

    @Test
    void theResourceIsTheApplication() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(
                                collector.endpoint(),
                                "OTEL_RESOURCE_ATTRIBUTES",
                                "deployment.environment=blue",
                                "OTEL_EXPORTER_OTLP_HEADERS",
                                "api-key=canary",
                                "OTEL_EXPORTER_OTLP_COMPRESSION",
                                "gzip"),
                        TracedProxy.firstTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");

            TracedProxy.spans(collector, 1);
            assertThat(collector.resource())
                    .containsEntry("service.name", "gateway")
                    .containsEntry("deployment.environment", "blue");
            assertThat(collector.exports().get(0).path()).isEqualTo("/v1/traces");
            assertThat(collector.exports().get(0).headers())
                    .containsEntry("api-key", "canary")
                    .containsEntry("content-type", "application/x-protobuf");
        }
    }

    @ParameterizedTest
    @CsvSource({"OTEL_SERVICE_NAME, named", "OTEL_RESOURCE_ATTRIBUTES, service.name=named"})
    void theEnvironmentNamesTheServiceIfItDoes(String variable, String value) {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(collector.endpoint(), variable, value),
                        TracedProxy.firstTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");

            TracedProxy.spans(collector, 1);
            assertThat(collector.resource()).containsEntry("service.name", "named");
        }
    }

    @Test
    void eachTryIsASpanOfItsOwn() {
        try (Collector collector = Collector.start();
                RawUpstream bad = RawUpstream.answering(SORRY);
                RawUpstream good = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, bad.endpoint(), good.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);

            Spans spans = TracedProxy.spans(collector, 2);
            Span first = spans.tries().get(0);
            Span second = spans.tries().get(1);
            assertThat(told(bad, 0, "traceparent")).contains(Collector.hex(first.getSpanId()));
            assertThat(told(good, 0, "traceparent")).contains(Collector.hex(second.getSpanId()));
            assertThat(List.of(first.getParentSpanId(), second.getParentSpanId()))
                    .containsOnly(spans.call().getSpanId());
            assertThat(Collector.attributes(first))
                    .containsEntry("http.response.status_code", "503")
                    .containsEntry("error.type", "503")
                    .doesNotContainKey("http.request.resend_count");
            assertThat(first.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(first.getEndTimeUnixNano()).isLessThanOrEqualTo(second.getStartTimeUnixNano());
            assertThat(Collector.attributes(second)).containsEntry("http.request.resend_count", "1");
            assertThat(second.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(spans.call().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        }
    }

    @Test
    void aTryWithoutAnAnswerSaysWhyItFailed() {
        RawUpstream gone = RawUpstream.answering(OK);
        Endpoint closed = gone.endpoint();
        gone.close();
        try (Collector collector = Collector.start()) {
            try (TracedProxy proxy = TracedProxy.to(collector, closed);
                    RawCaller caller = proxy.connect()) {
                caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "x-envoy-max-retries: 0", "Content-Length: 0"));
                assertThat(caller.readAnswer().status()).isEqualTo(503);

                Spans spans = TracedProxy.spans(collector, 1);
                Span attempt = spans.tries().get(0);
                assertThat(Collector.attributes(attempt))
                        .containsEntry("error.type", "connection_refused")
                        .doesNotContainKey("http.response.status_code");
                assertThat(attempt.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
                assertThat(Collector.attributes(spans.call()))
                        .containsEntry("http.response.status_code", "503")
                        .containsEntry("error.type", "503")
                        .containsEntry("a8.flags", "UF");
            }
        }
    }

    @Test
    void anAnswerThatIsCutOffIsAnErrorOfBoth() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 5") + "ha");
                });
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            caller.readToEnd();

            Spans spans = TracedProxy.spans(collector, 1);
            assertThat(Collector.attributes(spans.call()))
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("error.type", "connection_ended");
            assertThat(Collector.attributes(spans.tries().get(0))).containsEntry("error.type", "connection_ended");
        }
    }

    @Test
    void aCallersOwnErrorIsAnErrorOfTheTryAlone() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");

            Spans spans = TracedProxy.spans(collector, 1);
            assertThat(spans.tries().get(0).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(spans.call().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(Collector.attributes(spans.call())).doesNotContainKey("error.type");
        }
    }

    @Test
    void anInjectedFaultIsSaidByTheCallAndHasNoTry() {
        Injection abort = new Injection(Optional.of("broken"), Duration.ofMillis(1), OptionalInt.of(418), List.of());
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(collector.endpoint()), injecting(upstream.endpoint(), abort));
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");

            assertThat(Collector.attributes(TracedProxy.spans(collector, 0).call()))
                    .containsEntry("http.response.status_code", "418")
                    .containsEntry("a8.fault", "delay,abort")
                    .containsEntry("a8.flags", "DI,FI")
                    .containsEntry("a8.rule", "broken");
        }
    }

    @Test
    void aMethodThatNobodyKnowsMakesNoNameOfASpan() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("BREW /svc/x HTTP/1.1", "Host: h"));
            caller.readAnswer();

            Span call = TracedProxy.spans(collector, 1).call();
            assertThat(call.getName()).isEqualTo("HTTP /svc/*");
            assertThat(Collector.attributes(call))
                    .containsEntry("http.request.method", "_OTHER")
                    .containsEntry("http.request.method_original", "BREW");
        }
    }

    @Test
    void aMalformedParentBeginsANewTrace() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "traceparent: 00-" + TracedProxy.TRACE + "-x-01", "tracestate: a=1");

            Span call = TracedProxy.spans(collector, 1).call();
            String trace = Collector.hex(call.getTraceId());
            assertThat(call.getParentSpanId().isEmpty()).isTrue();
            assertThat(trace).isNotEqualTo(TracedProxy.TRACE);
            assertThat(told(upstream, 0, "traceparent")).startsWith("00-" + trace);
            assertThat(told(upstream, 0, "tracestate")).isEmpty();
            assertThat(proxy.running().entries().get(0).traceId()).isEqualTo(trace);
        }
    }

    @Test
    void anInstanceHearsOfItInItsCallersDialectToo() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "b3: " + TracedProxy.TRACE + "-00f067aa0ba902b7-1");

            Spans spans = TracedProxy.spans(collector, 1);
            String span = Collector.hex(spans.tries().get(0).getSpanId());
            assertThat(Collector.hex(spans.call().getTraceId())).isEqualTo(TracedProxy.TRACE);
            assertThat(told(upstream, 0, "b3")).isEqualTo(TracedProxy.TRACE + "-" + span + "-1");
            assertThat(told(upstream, 0, "traceparent")).isEqualTo("00-" + TracedProxy.TRACE + "-" + span + "-01");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "always_on, '', 00, 01",
        "always_off, '', 01, 00",
        "parentbased_always_on, '', 00, 00",
        "parentbased_always_off, '', 01, 01",
        "parentbased_traceidratio, 0, 01, 01",
        "traceidratio, 0, 01, 00",
        "traceidratio, 1, 00, 01"
    })
    void theSamplerDecidesAndTheInstanceIsTold(String sampler, String argument, String asked, String told) {
        String parent = "00-" + TracedProxy.TRACE + "-00f067aa0ba902b7-" + asked;
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(
                                collector.endpoint(),
                                "OTEL_TRACES_SAMPLER",
                                sampler,
                                "OTEL_TRACES_SAMPLER_ARG",
                                argument),
                        TracedProxy.firstTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "traceparent: " + parent);

            assertThat(told(upstream, 0, "traceparent"))
                    .startsWith("00-" + TracedProxy.TRACE)
                    .endsWith("-" + told);
            await().until(() -> proxy.running().entries().size() == 1);
            proxy.stop();
            assertThat(collector.spans()).hasSize(told.equals("01") ? 2 : 0);
        }
    }

    @Test
    void aRatioTakesItsShareOfNewTraces() {
        int calls = 400;
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(
                                collector.endpoint(),
                                "OTEL_TRACES_SAMPLER",
                                "parentbased_traceidratio",
                                "OTEL_TRACES_SAMPLER_ARG",
                                "0.25"),
                        TracedProxy.firstTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < calls; i++) {
                caller.get("/svc/x");
            }

            long sampled = IntStream.range(0, calls)
                    .filter(i ->
                            SAMPLED.matcher(told(upstream, i, "traceparent")).matches())
                    .count();
            // Seven standard deviations to either side.
            assertThat(sampled).isBetween(40L, 160L);
            await().until(() -> collector.spans().size() == 2 * sampled);
            assertThat(collector.spans().stream().map(Span::getSpanId).collect(Collectors.toSet()))
                    .hasSize((int) (2 * sampled));
        }
    }

    @Test
    void whoDeclinesATraceGetsNone() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = TracedProxy.to(collector, upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "b3: 0");

            await().until(() -> proxy.running().entries().size() == 1);
            proxy.stop();
            assertThat(collector.spans()).isEmpty();
            assertThat(told(upstream, 0, "b3")).isEqualTo("0");
            assertThat(told(upstream, 0, "traceparent")).isEmpty();
        }
    }

    @Test
    void whatWaitsIsSentAtTheEnd() {
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(collector.endpoint(), "OTEL_BSP_SCHEDULE_DELAY", "3600000"),
                        TracedProxy.firstTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x");
            await().until(() -> proxy.running().entries().size() == 1);

            proxy.stop();

            assertThat(collector.spans()).hasSize(2);
        }
    }

    /** What the instance got in that field with a request. */
    private static String told(RawUpstream upstream, int request, String field) {
        return new Message(upstream.heads().get(request), "").field(field);
    }

    private static Router injecting(Endpoint endpoint, Injection injection) {
        return (inquiry, balancer, chance) -> {
            Destination destination = RunningProxy.destination(inquiry.service(), endpoint);
            return new Decision.Forward(
                    destination, destination.pool().instances().get(0), injection, Optional.empty());
        };
    }
}
