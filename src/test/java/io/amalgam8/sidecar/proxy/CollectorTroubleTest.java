package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.testing.Collector;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.tracing.TraceExport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Collectors that are away, slow or hostile cost spans, each of which is counted, and no call. */
final class CollectorTroubleTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String DROPPED = "the collector does not take spans";
    private static final String BACK = "the collector takes spans again";
    private static final int CALLS = 20;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(800);

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("refuses", Reply.of(400, "no"), LONG, "status 400"),
                Arguments.of("wants another token", Reply.of(401, "no"), LONG, "status 401"),
                Arguments.of("is broken", Reply.of(500, "\u0001\u0002"), LONG, "status 500"),
                Arguments.of("sends elsewhere", Reply.redirect("http://127.0.0.1:1/"), LONG, "status 302"),
                Arguments.of("is overloaded", Reply.of(503, ""), SHORT, "the collector does not take"),
                Arguments.of("says nothing", Reply.nothing(), SHORT, "the collector does not take"),
                Arguments.of("begins answers that never end", Reply.dripping(), SHORT, "not answered in time"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void aCollectorThatFailsCostsItsSpans(String trouble, Reply reply, Duration patience, String reason) {
        try (LogLines log = LogLines.of(TraceExport.class.getPackage());
                Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = waiting(patience, collector.endpoint(), upstream)) {
            collector.always(reply);

            call(proxy, CALLS);

            await().atMost(LONG).until(() -> proxy.dropped() == 2 * CALLS);
            assertThat(log.count(DROPPED)).isEqualTo(1);
            assertThat(log.all()).anyMatch(line -> line.contains(reason));

            int port = collector.port();
            collector.stop();
            try (Collector better = Collector.startAgain(port)) {
                AtomicInteger calls = new AtomicInteger(CALLS);
                await().atMost(LONG).until(() -> {
                    call(proxy, 1);
                    calls.incrementAndGet();
                    return log.count(BACK) == 1;
                });
                await().atMost(LONG)
                        .until(() -> proxy.dropped() + better.spans().size() >= 2L * calls.get());
            }
        }
    }

    @Test
    void aCollectorThatIsAwayIsToldOfOnceAndOnceWhenItIsBack() {
        Collector gone = Collector.start();
        int port = gone.port();
        gone.stop();
        try (LogLines log = LogLines.of(TraceExport.class.getPackage());
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = waiting(Duration.ofSeconds(5), "http://127.0.0.1:" + port, upstream)) {
            call(proxy, CALLS);
            await().atMost(LONG).until(() -> proxy.dropped() == 2 * CALLS);
            call(proxy, CALLS);
            await().atMost(LONG).until(() -> proxy.dropped() == 4 * CALLS);
            assertThat(log.all()).hasSize(1);

            try (Collector back = Collector.startAgain(port)) {
                AtomicInteger calls = new AtomicInteger(2 * CALLS);
                await().atMost(LONG).until(() -> {
                    call(proxy, 1);
                    calls.incrementAndGet();
                    return log.count(BACK) == 1;
                });
                await().atMost(LONG).until(() -> proxy.dropped() + back.spans().size() >= 2L * calls.get());
            }
            assertThat(log.count(DROPPED)).isEqualTo(1);
        }
    }

    @Test
    void spansThatWaitAreBoundedAndTheRestIsCounted() {
        int most = 64;
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(
                                collector.endpoint(),
                                "OTEL_BSP_MAX_QUEUE_SIZE",
                                Integer.toString(most),
                                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
                                Integer.toString(most),
                                "OTEL_BSP_SCHEDULE_DELAY",
                                "3600000",
                                "OTEL_EXPORTER_OTLP_TIMEOUT",
                                "3600000",
                                "OTEL_BSP_EXPORT_TIMEOUT",
                                "3600000"),
                        TracedProxy.firstTo(upstream.endpoint()))) {
            collector.always(Reply.nothing());
            call(proxy, most / 2);
            await().atMost(LONG).until(() -> collector.exports().size() == 1);

            call(proxy, most);

            await().atMost(LONG).until(() -> proxy.running().entries().size() == most + most / 2);
            await().atMost(LONG).until(() -> proxy.dropped() == most);
        }
    }

    @Test
    void everySpanHasArrivedOrIsCounted() {
        int calls = 3_000;
        try (Collector collector = Collector.start();
                RawUpstream upstream = RawUpstream.answering(OK);
                TracedProxy proxy = new TracedProxy(
                        TracedProxy.environment(collector.endpoint(), "OTEL_BSP_MAX_QUEUE_SIZE", "1024"),
                        TracedProxy.firstTo(upstream.endpoint()))) {
            call(proxy, calls);

            await().atMost(LONG).until(() -> collector.spans().size() + proxy.dropped() == 2L * calls);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTEL_EXPORTER_OTLP_HEADERS=canary",
                "OTEL_EXPORTER_OTLP_ENDPOINT=not a url, canary@host",
                "OTEL_EXPORTER_OTLP_ENDPOINT=ftp://u:canary@host",
                "OTEL_TRACES_SAMPLER=jaeger_remote",
                "OTEL_TRACES_SAMPLER_ARG=two",
                "OTEL_BSP_MAX_QUEUE_SIZE=-1",
                "OTEL_BSP_SCHEDULE_DELAY=soon",
                "OTEL_EXPORTER_OTLP_COMPRESSION=zip",
                "OTEL_EXPORTER_OTLP_CERTIFICATE=/no/such/file"
            })
    void whatIsWrongInTheEnvironmentCostsTheTracesAlone(String variable) {
        String[] parts = variable.split("=", 2);
        Map<String, String> environment = TracedProxy.environment(
                "http://127.0.0.1:4318", "OTEL_TRACES_SAMPLER", "traceidratio", parts[0], parts[1]);
        try (LogLines log = LogLines.of(TraceExport.class.getPackage())) {
            assertThat(TraceExport.open(environment, Identity.ANONYMOUS, "2.0.0", lost -> {}))
                    .isEmpty();

            assertThat(log.count("no traces are exported")).isEqualTo(1);
            assertThat(log.all()).allSatisfy(line -> assertThat(line).doesNotContain("canary"));
        }
    }

    @Test
    void nothingIsTracedAndNothingTouchedWhereNobodyAsks() {
        String parent = "traceparent: 00-" + TracedProxy.TRACE + "-00f067aa0ba902b7-01";
        assertThat(TraceExport.open(Map.of(), Identity.ANONYMOUS, "2.0.0", lost -> {}))
                .isEmpty();
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", parent, "tracestate: a=1,b=2", "b3: x-y", "X-B3-TraceId: q");

            Message got = new Message(upstream.heads().get(0), "");
            assertThat(got.head()).contains(parent);
            assertThat(got.field("tracestate")).isEqualTo("a=1,b=2");
            assertThat(got.field("b3")).isEqualTo("x-y");
            assertThat(got.field("x-b3-traceid")).isEqualTo("q");
        }
    }

    /** One that gives a collector up after that time. */
    private static TracedProxy waiting(Duration patience, String endpoint, RawUpstream upstream) {
        return new TracedProxy(
                TracedProxy.environment(
                        endpoint,
                        "OTEL_EXPORTER_OTLP_TIMEOUT",
                        Long.toString(patience.toMillis() / 4),
                        "OTEL_BSP_EXPORT_TIMEOUT",
                        Long.toString(patience.toMillis())),
                TracedProxy.firstTo(upstream.endpoint()));
    }

    /** Each of these calls is answered as if there were no collector. */
    private static void call(TracedProxy proxy, int times) {
        try (RawCaller caller = proxy.connect()) {
            for (int i = 0; i < times; i++) {
                assertThat(caller.get("/svc/x").status()).isEqualTo(200);
            }
        }
    }
}
