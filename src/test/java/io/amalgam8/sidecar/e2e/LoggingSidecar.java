package io.amalgam8.sidecar.e2e;

import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.PrometheusText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What tests of the log ask of a sidecar as it runs.
 *
 * @param proxy host and port
 * @param admin host and port
 */
record LoggingSidecar(String proxy, String admin) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As it says on its first line. */
    static LoggingSidecar of(Program program) {
        String admin = program.awaitLine("admin=(\\S+)").group(1);
        return new LoggingSidecar(program.awaitLine("proxy=(\\S+)").group(1), admin);
    }

    /** Lets registry and controller list one instance of a service. */
    static void list(FakeServer registry, FakeServer controller, String service, Endpoint instance) {
        registry.always(Reply.ok("{\"instances\":[{\"id\":\"a\",\"service_name\":\"" + service
                + "\",\"endpoint\":{\"type\":\"http\",\"value\":\"" + instance.authority() + "\"}}]}"));
        controller.always(Reply.ok("{\"rules\":[],\"revision\":1}"));
    }

    /** The arguments of a sidecar that logs to that directory and turns over as that YAML mapping says. */
    static List<String> arguments(FakeServer registry, FakeServer controller, Path directory, String accessLog)
            throws IOException {
        Path file = Files.writeString(
                Files.createTempFile("a8", ".yaml"), "proxy_config:\n  access_log: " + accessLog + "\n");
        file.toFile().deleteOnExit();
        return List.of(
                "--proxy",
                "--service=gateway",
                "--proxy_port=0",
                "--admin_port=0",
                "--config=" + file,
                "--log_dir=" + directory,
                "--registry_url=" + registry.url(),
                "--controller_url=" + controller.url(),
                "--registry_poll=1s",
                "--controller_poll=1s");
    }

    int port() {
        return Integer.parseInt(proxy.substring(proxy.lastIndexOf(':') + 1));
    }

    LoggingSidecar awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> Http.get("http://" + admin + "/readyz").statusCode() == 200);
        return this;
    }

    /** Calls that have ended. */
    long requests() {
        return sum("a8_requests_total");
    }

    long dropped() {
        return sum("a8_access_log_dropped_total");
    }

    long sampledOut() {
        return sum("a8_access_log_sampled_out_total");
    }

    /** Until every call has ended and is a line, or was counted, and every old file is compressed, which takes its time. */
    void awaitLines(Path directory) {
        awaitCounted(directory);
        await().atMost(PATIENCE).until(() -> areAllCompressed(directory));
    }

    /** Until every call has ended and is a line, or was counted. */
    void awaitCounted(Path directory) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() ->
                        sum("a8_requests_in_flight") == 0 && count(directory) + dropped() + sampledOut() == requests());
    }

    /** Every line of the access log's files, the oldest first, whatever these are called now. */
    static List<String> lines(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(directory)) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            }
        }
        return lines;
    }

    private static long count(Path directory) throws IOException {
        long count = 0;
        for (Path file : files(directory)) {
            try (InputStream bytes = open(file)) {
                count += newlines(bytes);
            }
        }
        return count;
    }

    private static long newlines(InputStream bytes) throws IOException {
        byte[] some = new byte[64 * 1024];
        long count = 0;
        for (int read = bytes.read(some); read >= 0; read = bytes.read(some)) {
            for (int i = 0; i < read; i++) {
                count += some[i] == '\n' ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean areAllCompressed(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.noneMatch(file -> file.getFileName().toString().matches("a8_access-[0-9].*(log|tmp)"));
        }
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches("a8_access.*\\.log(\\.gz)?"))
                    .filter(file -> !Files.exists(file.resolveSibling(file.getFileName() + ".gz")))
                    .sorted()
                    .toList();
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    }

    private long sum(String metric) {
        String page = Http.get("http://" + admin + "/metrics").body();
        return PrometheusText.read(page).values().entrySet().stream()
                .filter(series ->
                        series.getKey().equals(metric) || series.getKey().startsWith(metric + "{"))
                .mapToLong(series -> series.getValue().longValue())
                .sum();
    }
}
