package io.amalgam8.sidecar.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What Prometheus scrapes: the sidecar's meters, the process's and the Java machine's. */
public final class PrometheusPage implements AutoCloseable {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    /** Micrometer's names that Prometheus's own linter refuses, and whose numbers others tell as well. */
    private static final Set<String> ILL_NAMED = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ExpositionFormats formats = ExpositionFormats.init();

    public PrometheusPage(Meters meters) {
        registry.config().meterFilter(MeterFilter.deny(id -> ILL_NAMED.contains(id.getName())));
        List.of(
                        new UptimeMetrics(),
                        new FileDescriptorMetrics(),
                        new ProcessorMetrics(),
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics())
                .forEach(binder -> binder.bindTo(registry));
        ManagementFactory.getGarbageCollectorMXBeans().forEach(this::addPauses);
        registry.getPrometheusRegistry().register(new ProcessCollector());
        registry.getPrometheusRegistry().register(new SnapshotCollector(meters));
    }

    /** Writes all metrics as they are now; reads the process's files, so not on an event loop. */
    public Page render(String accept) {
        ExpositionFormatWriter writer = accept.contains(OPEN_METRICS)
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream body = new ByteArrayOutputStream(32 * 1024);
        try {
            writer.write(body, registry.getPrometheusRegistry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("written to memory", e);
        }
        return new Page(writer.getContentType(), body.toString(StandardCharsets.UTF_8));
    }

    /**
     * Reads the counts when somebody asks. Micrometer's own binder has itself told of each collection, on a thread that
     * took 0.7 % of the processor's time at full load.
     */
    private void addPauses(GarbageCollectorMXBean collector) {
        FunctionTimer.builder(
                        "jvm.gc.pause",
                        collector,
                        GarbageCollectorMXBean::getCollectionCount,
                        GarbageCollectorMXBean::getCollectionTime,
                        TimeUnit.MILLISECONDS)
                .tag("gc", collector.getName())
                .description("Time for which all threads were stopped to collect garbage.")
                .register(registry);
    }

    @Override
    public void close() {
        registry.close();
    }

    /** The metrics in one of Prometheus's text formats; to be sent in UTF-8. */
    public record Page(String contentType, String body) {}
}
