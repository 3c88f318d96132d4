package io.amalgam8.sidecar.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the process takes of its machine, by the names that Prometheus's own client libraries give it. What cannot be found
 * out on this machine is left out.
 */
final class ProcessCollector implements MultiCollector {

    /** Each line {@code name:  12345 kB}, as proc(5) has it. */
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final int KIBIBYTE = 1_024;

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> found = new ArrayList<>();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            found.add(counter(
                    "process_cpu_seconds", "Time that processors have spent on it.", unix.getProcessCpuTime() / 1e9));
            found.add(gauge("process_open_fds", "Open file descriptors.", (double) unix.getOpenFileDescriptorCount()));
            found.add(gauge("process_max_fds", "How many it may open.", (double) unix.getMaxFileDescriptorCount()));
        }
        for (String line : status()) {
            if (line.startsWith("VmRSS:")) {
                found.add(gauge("process_resident_memory_bytes", "Memory that it takes up.", bytes(line)));
            }
            if (line.startsWith("VmSize:")) {
                found.add(gauge("process_virtual_memory_bytes", "Address space that it has reserved.", bytes(line)));
            }
        }
        return new MetricSnapshots(found);
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(STATUS);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static double bytes(String line) {
        return Double.parseDouble(line.replaceAll("\\D", "")) * KIBIBYTE;
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }
}
