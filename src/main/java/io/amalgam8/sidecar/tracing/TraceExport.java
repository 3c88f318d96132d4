package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.model.Identity;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of spans to a collector: OpenTelemetry's own, by its own variables, over HTTP and from threads of its own. A
 * call does no more than put its spans into a bounded queue; what the collector does not take is dropped and counted.
 */
public final class TraceExport implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(TraceExport.class);

    /** Nobody waits longer for a collector once all else has ended. */
    private static final Duration LAST_EXPORT = Duration.ofSeconds(1);

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final String NAME = "a8sidecar";
    private static final int USUAL_QUEUE = 2_048;
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

    /** Longer values are cut, unless somebody says otherwise. */
    private static final Map<String, String> USUAL = Map.of("otel.attribute.value.length.limit", "1024");

    /** Held, since a level is forgotten with its logger: the library tells of each failure, where we tell edges. */
    private final Logger library = Logger.getLogger("io.opentelemetry");

    private final AtomicInteger waiting = new AtomicInteger();
    private final SendingThreads sending = new SendingThreads();
    private final Losses losses;
    private final SdkTracerProvider provider;
    private final Tracing tracing;

    private TraceExport(OtelVariables variables, Identity identity, String version, LongConsumer dropped) {
        library.setLevel(Level.OFF);
        losses = new Losses(dropped);
        provider = configure(variables.properties(), identity);
        Tracer tracer =
                provider.tracerBuilder(NAME).setInstrumentationVersion(version).build();
        tracing = (request, caller) -> TracedCall.begin(tracer, request, caller);
    }

    /**
     * Opens it if the environment asks for it; what is wrong there is told once, and costs the traces alone. Reads
     * certificates, so not on an event loop.
     *
     * @param identity whose calls these are; {@code OTEL_SERVICE_NAME} has the last word
     * @param dropped hears how many more spans were lost, on any thread
     */
    public static Optional<TraceExport> open(
            Map<String, String> environment, Identity identity, String version, LongConsumer dropped) {
        OtelVariables variables = new OtelVariables(environment);
        variables.complaints().forEach(LOG::warn);
        if (!variables.askForTraces()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TraceExport(variables, identity, version, dropped));
        } catch (ConfigurationException wrong) {
            LOG.atWarn().addKeyValue("reason", variables.masked(reason(wrong))).log("no traces are exported");
            return Optional.empty();
        }
    }

    /** Where calls begin their traces; for all event loops. */
    public Tracing tracing() {
        return tracing;
    }

    /** Sends what waits, if that does not take long; not on an event loop. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
        sending.close();
    }

    private SdkTracerProvider configure(Map<String, String> properties, Identity identity) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> USUAL)
                .addPropertiesCustomizer(given -> properties)
                .addResourceCustomizer((resource, given) -> named(resource, identity))
                .addSpanExporterCustomizer(this::counted)
                .addSpanProcessorCustomizer(this::bounded)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk()
                .getSdkTracerProvider();
    }

    /** The same exporter, but that it sends on our threads. */
    private SpanExporter counted(SpanExporter exporter, ConfigProperties given) {
        if (!(exporter instanceof OtlpHttpSpanExporter http)) {
            throw new ConfigurationException("otel.exporter.otlp.traces.protocol: not http/protobuf");
        }
        SpanExporter ours =
                http.toBuilder().setExecutorService(sending.executor()).build();
        http.shutdown();
        Duration patience = given.getDuration("otel.bsp.export.timeout", USUAL_PATIENCE);
        return new CountedExport(ours, sending, patience, waiting, losses);
    }

    private SpanProcessor bounded(SpanProcessor queue, ConfigProperties given) {
        return new BoundedSpans(queue, given.getInt("otel.bsp.max.queue.size", USUAL_QUEUE), waiting, losses);
    }

    /** What the library calls a service that nobody has named is named here. */
    private static Resource named(Resource resource, Identity identity) {
        String given = resource.getAttribute(SERVICE);
        if (given != null && !given.startsWith("unknown_service")) {
            return resource;
        }
        return resource.toBuilder()
                .put(SERVICE, identity.isAnonymous() ? NAME : identity.service())
                .build();
    }

    private static String reason(ConfigurationException wrong) {
        Throwable cause = wrong.getCause();
        return wrong.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }
}
