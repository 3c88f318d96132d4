package io.amalgam8.sidecar.proxy;

import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.Collector;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.tracing.TraceExport;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A proxy whose spans go to a collector of the test's own. */
final class TracedProxy implements AutoCloseable {

    static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final AtomicLong dropped = new AtomicLong();
    private final TraceExport export;
    private final RunningProxy proxy;

    TracedProxy(Map<String, String> environment, Router router) {
        export = TraceExport.open(environment, new Identity("gateway", Tags.of("v1")), "2.0.0", dropped::addAndGet)
                .orElseThrow();
        proxy = RunningProxy.traced(export.tracing(), router);
    }

    /** One whose tries begin with the first of these. */
    static TracedProxy to(Collector collector, Endpoint... endpoints) {
        return new TracedProxy(environment(collector.endpoint()), firstTo(endpoints));
    }

    static Router firstTo(Endpoint... endpoints) {
        return (inquiry, balancer, chance) -> {
            var destination = RunningProxy.destination(inquiry.service(), endpoints);
            return RunningProxy.forward(
                    destination, destination.pool().instances().get(0));
        };
    }

    /** Sends spans at once, and these variables as well: names and values by turns. */
    static Map<String, String> environment(String endpoint, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "20");
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    RawCaller connect() {
        return proxy.connect();
    }

    RunningProxy running() {
        return proxy;
    }

    /** How many spans were lost. */
    long dropped() {
        return dropped.get();
    }

    /** The span of the one call that the collector hears of, and those of its tries, as soon as all are there. */
    static Spans spans(Collector collector, int tries) {
        await().until(() -> collector.spans().size() == tries + 1);
        List<Span> all = collector.spans();
        Span call = all.stream()
                .filter(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow();
        return new Spans(
                call,
                all.stream()
                        .filter(span -> span.getKind() == SpanKind.SPAN_KIND_CLIENT)
                        .toList());
    }

    /** The spans of one call; the tries in their order. */
    record Spans(Span call, List<Span> tries) {}

    /** Ends, and sends what waits. */
    void stop() {
        proxy.close();
        export.close();
    }

    @Override
    public void close() {
        stop();
    }
}
