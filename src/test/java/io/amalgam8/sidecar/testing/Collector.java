package io.amalgam8.sidecar.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of OpenTelemetry: takes spans by OTLP over HTTP, decodes them by OpenTelemetry's own classes, keeps them. */
public final class Collector implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Export> exports = new CopyOnWriteArrayList<>();
    private volatile Reply reply = Reply.ok("");

    /** One request of an exporter. */
    public record Export(String path, Map<String, String> headers, ExportTraceServiceRequest spans) {}

    private Collector(int port) {
        // By the upgrade to HTTP/2 the body of the first request would come as it was packed.
        HttpServerOptions options =
                new HttpServerOptions().setDecompressionSupported(true).setHttp2ClearTextEnabled(false);
        server = vertx.createHttpServer(options).requestHandler(this::take);
        Await.result(server.listen(port, "127.0.0.1"));
    }

    public static Collector start() {
        return new Collector(0);
    }

    /** Comes back on a port that a closed one has had. */
    public static Collector startAgain(int port) {
        return new Collector(port);
    }

    public int port() {
        return server.actualPort();
    }

    /** As {@code OTEL_EXPORTER_OTLP_ENDPOINT} takes it. */
    public String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    /** From now on every export is answered so. */
    public void always(Reply next) {
        reply = next;
    }

    /** Every request so far. */
    public List<Export> exports() {
        return List.copyOf(exports);
    }

    /** Every span so far, in the order of their coming. */
    public List<Span> spans() {
        return exports.stream()
                .flatMap(export -> export.spans().getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** What the spans so far say of their program. */
    public Map<String, String> resource() {
        Map<String, String> attributes = new TreeMap<>();
        for (Export export : exports) {
            for (ResourceSpans spans : export.spans().getResourceSpansList()) {
                put(spans.getResource().getAttributesList(), attributes);
            }
        }
        return attributes;
    }

    /** A span's attributes as text. */
    public static Map<String, String> attributes(Span span) {
        Map<String, String> attributes = new TreeMap<>();
        put(span.getAttributesList(), attributes);
        return attributes;
    }

    /** An id as headers write it. */
    public static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static void put(List<KeyValue> from, Map<String, String> to) {
        from.forEach(pair -> to.put(pair.getKey(), text(pair.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.headers().forEach(headers::put);
            exports.add(new Export(request.path(), headers, parse(body)));
            reply.send(request.response());
        });
    }

    private static ExportTraceServiceRequest parse(Buffer body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("expected protobuf", e);
        }
    }

    /** Goes away, with all of its connections. */
    public void stop() {
        Await.result(vertx.close());
    }

    @Override
    public void close() {
        stop();
    }
}
