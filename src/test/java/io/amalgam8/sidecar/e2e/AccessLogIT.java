package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.Traffic;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar's logs while calls go on: what others do to the files, and readers that stop. */
final class AccessLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USUAL = "{rotate_size: 64MiB}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer registry = FakeServer.start(vertx);
    private final FakeServer controller = FakeServer.start(vertx);
    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");

    @TempDir
    Path directory;

    @BeforeEach
    void list() {
        LoggingSidecar.list(registry, controller, "helloworld", instance.endpoint());
    }

    @AfterEach
    void close() {
        instance.close();
        Await.result(vertx.close());
    }

    @Test
    void losesNoLineWhileFilesAreMovedAwayAndItIsToldToReopen() throws IOException {
        try (Program program = start(USUAL)) {
            LoggingSidecar sidecar = LoggingSidecar.of(program).awaitReady();
            Path file = directory.resolve("a8_access.log");
            Traffic traffic = Traffic.of(4, sidecar.port(), "GET", "/helloworld/x");
            try (traffic) {
                for (int i = 0; i < 10; i++) {
                    await().atMost(PATIENCE).until(() -> Files.size(file) > 0);
                    Files.move(file, directory.resolve("a8_access-moved" + i + ".log"));
                    program.signal("USR1");
                    await().atMost(PATIENCE).until(() -> Files.exists(file));
                }
            }
            assertThat(traffic.losses()).isEmpty();
            sidecar.awaitLines(directory);
            List<String> lines = LoggingSidecar.lines(directory);
            assertThat(lines).hasSize((int) traffic.answered());
            assertThat(ids(lines)).hasSize(lines.size());
            assertThat(sidecar.dropped()).isZero();
        }
    }

    @Test
    void noticesByItselfThatItsFileWasMoved() throws IOException {
        try (Program program = start(USUAL)) {
            LoggingSidecar sidecar = LoggingSidecar.of(program).awaitReady();
            Path file = directory.resolve("a8_access.log");
            Traffic traffic = Traffic.of(1, sidecar.port(), "GET", "/helloworld/x");
            try (traffic) {
                await().atMost(PATIENCE).until(() -> Files.size(file) > 0);
                Files.move(file, directory.resolve("a8_access-moved.log"));
                await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
            }
            sidecar.awaitLines(directory);
            assertThat(ids(LoggingSidecar.lines(directory))).hasSize((int) traffic.answered());
        }
    }

    @Test
    void writesWarningsToItsErrorLogAsOneObjectEach() throws IOException {
        try (Program program = start(USUAL, "--log_format=json")) {
            LoggingSidecar.of(program).awaitReady();
            registry.always(Reply.of(500, "no\n2026-01-01T00:00:00.000Z ERROR Forged it was me"));
            Path file = directory.resolve("error.log");
            await().atMost(PATIENCE).until(() -> Files.size(file) > 0);
            for (String line : Files.readAllLines(file)) {
                JsonNode event = JSON.readTree(line);
                assertThat(event.path("level").asText()).isIn("warn", "error");
                assertThat(event.path("message").asText()).isNotEmpty();
                assertThat(event.path("timestamp").asText()).endsWith("Z");
            }
            assertThat(Files.readString(file)).contains("server is away");
        }
    }

    /** Calls, access log and the sidecar's own log, all of it into one pipe that nobody reads for a while. */
    @Test
    void holdsUpNoCallWhileTheReaderOfItsOutputStops() throws Exception {
        Path pipe = directory.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >" + pipe + " 2>&1", "sh", Program.javaCommand()));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", Program.jar()));
        command.addAll(LoggingSidecar.arguments(registry, controller, Path.of("stdout"), USUAL));
        try (Program program = Program.run(Path.of(""), Map.of(), command);
                BufferedReader reader = Files.newBufferedReader(pipe, StandardCharsets.UTF_8)) {
            LoggingSidecar sidecar = announced(reader).awaitReady();
            Traffic traffic = Traffic.of(8, sidecar.port(), "GET", "/helloworld/x");
            try (traffic) {
                await().atMost(PATIENCE).until(() -> sidecar.dropped() > 0);
                registry.always(Reply.of(500, ""));
                long before = traffic.answered();
                await().atMost(PATIENCE).until(() -> traffic.answered() > before + 10_000);
            }
            assertThat(traffic.losses()).isEmpty();

            List<String> lines = new ArrayList<>();
            Thread reading = new Thread(() -> reader.lines().forEach(lines::add));
            reading.start();
            await().atMost(PATIENCE).until(() -> sidecar.requests() == traffic.answered());
            // The last batches are on their way: what is dropped is known only when the process has ended.
            long dropped = awaitSteady(sidecar);
            program.signal("TERM");
            program.exitCode();
            reading.join(PATIENCE.toMillis());
            List<String> entries =
                    lines.stream().filter(line -> line.startsWith("{")).toList();
            assertThat(entries.size() + dropped).isEqualTo(traffic.answered());
            assertThat(ids(entries)).hasSize(entries.size());
        }
    }

    private static LoggingSidecar announced(BufferedReader reader) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains("proxy=") && line.contains("admin=")) {
                return new LoggingSidecar(
                        line.replaceAll(".*proxy=([^ ,]+).*", "$1"), line.replaceAll(".*admin=(\\S+).*", "$1"));
            }
        }
        throw new AssertionError("the sidecar has ended");
    }

    private static long awaitSteady(LoggingSidecar sidecar) {
        long[] last = {-1};
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            long before = last[0];
            last[0] = sidecar.dropped();
            return last[0] == before;
        });
        return last[0];
    }

    private Program start(String accessLog, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(LoggingSidecar.arguments(registry, controller, directory, accessLog));
        arguments.addAll(List.of(more));
        return Program.startIn(Path.of(""), arguments);
    }

    private static Set<String> ids(List<String> lines) throws IOException {
        Set<String> ids = new HashSet<>();
        for (String line : lines) {
            ids.add(JSON.readTree(line).path("request_id").asText());
        }
        return ids;
    }
}
