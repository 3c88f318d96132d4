package io.amalgam8.sidecar.bench;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.accesslog.AccessLogWriter;
import io.amalgam8.sidecar.accesslog.Unshipped;
import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a line costs the event loop that hands it over, and what it costs in all; the file is {@code /dev/null}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class AccessLogBenchmark {

    private static final int LINES = 8_000;
    private static final Identity GATEWAY = new Identity("gateway", Tags.of("v1"));

    private final AccessLogEntry entry = new AccessLogEntry(
            200,
            1_700_000_000_123L,
            12_345_678L,
            11_999_999L,
            "reviews",
            "v1",
            List.of(),
            "10.0.0.77:9080",
            "127.0.0.1",
            "GET",
            "/reviews/products/1?full=true",
            "HTTP/1.1",
            "",
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "192.0.2.7",
            "7c1e4b0a-6a5f-4a3e-9f0e-1d2c3b4a5968",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            1,
            "",
            0,
            1024,
            "rule-9",
            "");

    private final AccessLogOptions options = intoNothing();
    private final AccessLogWriter writer = AccessLogWriter.open(options, GATEWAY, Unshipped.NOTHING, new Meters());

    @TearDown
    public void close() throws IOException {
        writer.close();
        Path directory = options.directory().orElseThrow();
        Files.delete(directory.resolve(AccessLogWriter.FILE_NAME));
        Files.delete(directory);
    }

    /** The event loop's part; handing over faster than lines are written drops some, which is in the price. */
    @Benchmark
    public void handOver() {
        writer.write(entry);
    }

    /** From the first hand-over to the closed file, for each of as many lines as the ring holds. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public void writtenOut() {
        AccessLogWriter once = AccessLogWriter.open(options, GATEWAY, Unshipped.NOTHING, new Meters());
        for (int i = 0; i < LINES; i++) {
            once.write(entry);
        }
        once.close();
    }

    private static AccessLogOptions intoNothing() {
        try {
            Path directory = Files.createTempDirectory("a8-bench");
            Files.createSymbolicLink(directory.resolve(AccessLogWriter.FILE_NAME), Path.of("/dev/null"));
            return AccessLogOptions.into(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
