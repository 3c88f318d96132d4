package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log on its way to Apache Camel's Lumberjack server, which knows nothing of ours, in a JVM of its own. */
@Tag("debian")
final class LogShippingIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** How many lines the long way has; raised for an acceptance. */
    private static final int LINES = Integer.getInteger("shipping.lines", 12_000);

    /** How long the server is away while traffic goes on; likewise. */
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("shipping.away.seconds", 8));

    private static final int WINDOW = 2048;
    private static final int SERVER_KILLS = 5;

    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
    private final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();
    private Path received;
    private int port;
    private Program server;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        received = Files.createFile(folder.resolve("received"));
        server = receiver();
        Http.post(controlPlane.registry() + "/api/v1/instances", """
                {"service_name":"helloworld","ttl":3600,"endpoint":{"type":"http","value":"%s"}}
                """.formatted(
                        instance.endpoint().authority()));
    }

    @AfterEach
    void end() {
        server.close();
        controlPlane.close();
        instance.close();
    }

    @Test
    void bringsEveryLineWhateverIsKilledOnTheWay() throws IOException {
        Program sidecar = sidecar();
        int part = LINES / (SERVER_KILLS + 1);
        long duplicatesAllowed = 0;
        for (int kill = 1; kill <= SERVER_KILLS; kill++) {
            call(sidecar, part);
            killServer();
            call(sidecar, part / 10);
            duplicatesAllowed += WINDOW;
            if (kill == 2) {
                sidecar.signal("TERM");
                assertThat(sidecar.exitCode()).as(sidecar.output()).isZero();
                sidecar = sidecar();
            }
            if (kill == 4) {
                sidecar.signal("KILL");
                sidecar.exitCode();
                sidecar = sidecar();
                duplicatesAllowed += WINDOW;
            }
            server = receiver();
        }
        call(sidecar, part);
        try (Program last = sidecar) {
            Map<String, Integer> written = written();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> lines(List.of(received)).keySet().containsAll(written.keySet()));
            Map<String, Integer> arrived = lines(List.of(received));
            assertThat(arrived.keySet()).isEqualTo(written.keySet());
            assertThat(written).hasSizeGreaterThanOrEqualTo(part * (SERVER_KILLS + 1));
            long doubled =
                    arrived.values().stream().mapToLong(count -> count - 1).sum();
            assertThat(doubled).isLessThanOrEqualTo(duplicatesAllowed);
            assertThat(metric(last, "a8_log_ship_lost_total")).isZero();
        }
    }

    @Test
    void leavesTrafficAloneWhileTheServerIsAway() throws IOException {
        try (Program sidecar = sidecar()) {
            call(sidecar, 2000);
            Traffic well = call(sidecar, AWAY.dividedBy(2));
            killServer();
            Traffic alone = call(sidecar, AWAY);
            assertThat(alone.losses()).isEmpty();
            assertThat(alone.percentileMillis(99))
                    .as(
                            "p99 with a server: %.1f ms; slowest without one: %s",
                            well.percentileMillis(99), alone.slowest())
                    .isLessThan(2 * well.percentileMillis(99) + 10);
            sidecar.awaitLine("log server is away");
            server = receiver();
            sidecar.awaitLine("log server is back");
            Map<String, Integer> written = written();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> lines(List.of(received)).keySet().containsAll(written.keySet()));
            assertThat(sidecar.lines().stream().filter(line -> line.contains("log server is away")))
                    .hasSize(1);
        }
    }

    private Program sidecar() throws IOException {
        Path settings = Files.writeString(folder.resolve("a8.yaml"), """
                proxy: true
                log: true
                logstash_server: "127.0.0.1:%d"
                service: {name: gateway}
                registry: {url: "%s", poll: 1s}
                controller: {url: "%s", poll: 1s}
                proxy_config:
                  http_listener_port: 0
                  admin_port: 0
                  logging_dir: %s
                  access_log: {rotate_size: 512KiB, keep: 1000}
                """.formatted(
                        port, controlPlane.registry(), controlPlane.controller(), folder.resolve("log")));
        Program sidecar = Program.start("--config", settings.toString());
        String proxy = "http://" + sidecar.awaitLine("proxy=(\\S+)").group(1);
        await().atMost(PATIENCE).until(() -> Http.get(proxy + "/helloworld/x").statusCode() == 200);
        return sidecar;
    }

    private Program receiver() {
        String folderOfJars = System.getProperty("lumberjack", "target/lumberjack");
        Program program = Program.java(
                Map.of(),
                List.of(
                        "-cp",
                        folderOfJars + "/*",
                        Path.of("src/test/lumberjack/Receiver.java")
                                .toAbsolutePath()
                                .toString(),
                        Integer.toString(port),
                        received.toString()));
        program.awaitLine("receives on");
        return program;
    }

    private void killServer() {
        server.signal("KILL");
        server.exitCode();
    }

    private static void call(Program sidecar, int atLeast) {
        try (Traffic traffic = traffic(sidecar)) {
            await().atMost(PATIENCE).until(() -> traffic.answered() >= atLeast);
            assertThat(traffic.losses()).isEmpty();
        }
    }

    private static Traffic call(Program sidecar, Duration duration) {
        long begin = System.nanoTime();
        try (Traffic traffic = traffic(sidecar)) {
            await().atMost(PATIENCE.plus(duration)).until(() -> System.nanoTime() - begin >= duration.toNanos());
            return traffic;
        }
    }

    private static Traffic traffic(Program sidecar) {
        String proxy = sidecar.awaitLine("proxy=(\\S+)").group(1);
        return Traffic.of(4, Integer.parseInt(proxy.substring(proxy.lastIndexOf(':') + 1)), "GET", "/helloworld/x");
    }

    private static double metric(Program sidecar, String name) {
        String admin = sidecar.awaitLine("admin=(\\S+)").group(1);
        return PrometheusText.read(Http.get("http://" + admin + "/metrics").body())
                .value(name);
    }

    /** What the log holds. A file that is compressed just then is looked for again. */
    private Map<String, Integer> written() {
        return await().atMost(PATIENCE)
                .ignoreException(NoSuchFileException.class)
                .until(() -> lines(logFiles()), lines -> true);
    }

    /** Each but once: for a moment there is a compressed file beside the plain one. */
    private List<Path> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().matches("a8_access.*\\.log(\\.gz)?"))
                    .filter(file -> !Files.exists(Path.of(file + ".gz")))
                    .toList();
        }
    }

    /** Whole lines, and how often each is there. */
    private static Map<String, Integer> lines(List<Path> files) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        for (Path file : files) {
            List<String> ofFile = new ArrayList<>();
            try (InputStream bytes = Files.newInputStream(file);
                    InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                    BufferedReader reader =
                            new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))) {
                reader.lines().filter(line -> line.endsWith("}")).forEach(ofFile::add);
            }
            ofFile.forEach(line -> lines.merge(line, 1, Integer::sum));
        }
        return lines;
    }
}
