package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Patient;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application is registered exactly while its health checks pass. */
final class HealthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final int RISE = 2;
    private static final int FALL = 3;
    private static final Duration OUT_WITHIN =
            INTERVAL.multipliedBy(FALL).plus(TIMEOUT).plusSeconds(1);
    private static final Duration BACK_WITHIN =
            INTERVAL.multipliedBy(RISE).plus(TIMEOUT).plusSeconds(1);
    private static final String EMPTY = "{\"instances\":[]}";

    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    @TempDir
    private Path folder;

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    @Test
    void isOutSoonAfterItFailsAndBackSoonAfterItIsWell() throws IOException {
        int port = FreePort.find();
        Path health = folder.resolve("health");
        Patient.feels(health, "503");
        try (Program sidecar = patient("sick", port, health)) {
            sidecar.awaitLine("patient is up");
            await().atMost(PATIENCE).until(() -> asked(port) >= 5);
            assertThat(isRegistered("sick")).isFalse();
            assertThat(verdict(sidecar)).contains("degraded", "health checks is down", "answered 503");

            Patient.feels(health, "200");
            awaitWithin(BACK_WITHIN, "sick", true);
            awaitReady(sidecar);
            for (String failing : List.of("500", "0", "302", "401")) {
                Patient.feels(health, failing);
                awaitWithin(OUT_WITHIN, "sick", false);
                Patient.feels(health, "200");
                awaitWithin(BACK_WITHIN, "sick", true);
            }

            awaitReady(sidecar);
            assertThat(count(sidecar, "health check fails")).isEqualTo(4);
            assertThat(count(sidecar, "health check passes")).isEqualTo(5);
            assertThat(sidecar.lines())
                    .anyMatch(line -> line.contains("health check fails") && line.contains("no answer within 0.3 s"));
            assertThat(metrics(sidecar)).contains("a8_health_check{check=\"http:127.0.0.1:" + port + "\"} 1");
        }
    }

    @Test
    void flappingChangesNothing() throws IOException {
        int port = FreePort.find();
        Path health = folder.resolve("health");
        Patient.feels(health, "200,500,500");
        try (Program sidecar = patient("flapping", port, health)) {
            await().atMost(PATIENCE).until(() -> isRegistered("flapping"));
            int before = asked(port);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(isRegistered("flapping")).isTrue();
                return asked(port) >= before + 10;
            });
            Patient.feels(health, "500,500,500,200");
            await().atMost(PATIENCE).until(() -> !isRegistered("flapping"));
            int after = asked(port);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(isRegistered("flapping")).isFalse();
                return asked(port) >= after + 10;
            });
            assertThat(count(sidecar, "health check fails")).isEqualTo(1);
        }
    }

    @Test
    void whoStopsWhileItIsOutHasNobodyToWaitFor() throws IOException {
        int port = FreePort.find();
        Path health = folder.resolve("health");
        Patient.feels(health, "200");
        try (Program sidecar = patient("leaving", port, health, "--drain_delay", "45s")) {
            await().atMost(PATIENCE).until(() -> isRegistered("leaving"));
            Patient.feels(health, "500");
            await().atMost(PATIENCE).until(() -> !isRegistered("leaving"));
            long begun = System.nanoTime();

            sidecar.signal("TERM");

            assertThat(sidecar.exitCode()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void eachKindOfFailureIsSaidOnceAndKeepsItOut() throws IOException {
        Vertx vertx = Vertx.vertx();
        TestAuthority authority = TestAuthority.in(folder, "authority");
        TestAuthority stranger = TestAuthority.in(folder, "stranger");
        int secure = serveTls(vertx, authority);
        int refusing = FreePort.find();
        Path config = config("""
                healthchecks:
                  - {type: https, value: 'https://localhost:%1$d/', ca_cert_file: %2$s, interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: https, value: 'https://localhost:%1$d/', ca_cert_file: %3$s, interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: https, value: 'https://localhost:%1$d/', interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: https, value: 'https://localhost:%1$d/', ca_cert_file: %2$s, code: 201, interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: tcp, value: 'tcp://localhost:%4$d', interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: tcp, value: 'tcp://localhost:%1$d', interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: file, value: /bin/false, interval: 300ms, timeout: 10s, start_period: 0s}
                  - {type: file, value: /bin/false, code: 1, interval: 300ms, timeout: 10s, start_period: 0s}
                """.formatted(secure, authority.file(), stranger.file(), refusing));
        try (Program sidecar = sidecar("broken", "--config", config.toString())) {
            List<String> expected = List.of(
                    "healthy", "unhealthy", "unhealthy", "unhealthy", "unhealthy", "healthy", "unhealthy", "healthy");
            await().atMost(PATIENCE).until(() -> states(sidecar).equals(expected));

            assertThat(isRegistered("broken")).isFalse();
            assertThat(count(sidecar, "health check fails")).isEqualTo(5);
            assertThat(count(sidecar, "health check passes")).isEqualTo(3);
            assertThat(sidecar.output())
                    .contains("answered 200 (expected: 201)", "Connection refused", "exited with 1 (expected: 0)");
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void aCommandThatHangsLeavesNoProcess() throws IOException {
        Path pids = folder.resolve("pids");
        Path script = Files.writeString(folder.resolve("check.sh"), """
                #!/bin/sh
                echo $$ >> %1$s
                (sleep 1000 & echo $! >> %1$s; wait) &
                sleep 1000 &
                echo $! >> %1$s
                wait
                """.formatted(pids));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path config =
                config("healthchecks: [{type: file, value: %s, interval: 500ms, timeout: 300ms, start_period: 0s}]\n"
                        .formatted(script));
        try (Program sidecar = sidecar("hanging", "--config", config.toString())) {
            sidecar.awaitLine("health check fails.*no answer within 0.3 s");
            assertThat(isRegistered("hanging")).isFalse();

            sidecar.signal("TERM");
            assertThat(sidecar.exitCode()).isZero();
        }
        List<Long> made = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(made).hasSizeGreaterThanOrEqualTo(3);
        await().atMost(PATIENCE).until(() -> made.stream().noneMatch(HealthIT::isAlive));
    }

    private Program patient(String service, int port, Path health, String... more) throws IOException {
        Path config = config("""
                healthchecks:
                  - {type: http, value: 'http://127.0.0.1:%d/health', interval: 500ms, timeout: 300ms, rise: %d, fall: %d}
                """.formatted(port, RISE, FALL));
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--config", config.toString(), "--supervise", Program.javaCommand()));
        arguments.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx32m", "-cp", classes(), Patient.class.getName()));
        arguments.addAll(List.of(Integer.toString(port), health.toString()));
        return sidecar(service, arguments.toArray(String[]::new));
    }

    private static Program sidecar(String service, String... rest) {
        List<String> arguments = new ArrayList<>(List.of("--register", "--admin_port", "0", "--service", service));
        arguments.addAll(List.of("--endpoint_host", "127.0.0.1", "--endpoint_port", "9"));
        arguments.addAll(List.of("--registry_url", controlPlane.registry()));
        arguments.addAll(List.of(rest));
        return Program.start(arguments.toArray(String[]::new));
    }

    private Path config(String yaml) throws IOException {
        return Files.writeString(folder.resolve("a8.yaml"), yaml);
    }

    private static void awaitWithin(Duration limit, String service, boolean registered) {
        await(service + " registered: " + registered)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isRegistered(service) == registered);
    }

    private static void awaitReady(Program sidecar) {
        await().atMost(PATIENCE).until(() -> verdict(sidecar).contains("\"ready\""));
    }

    private static boolean isRegistered(String service) {
        return !controlPlane.instancesOf(service).equals(EMPTY);
    }

    private static List<String> states(Program sidecar) {
        JsonObject health = new JsonObject(admin(sidecar, "/a8-admin")).getJsonObject("health");
        JsonArray checks = health.getJsonArray("checks");
        return checks.stream()
                .map(check -> ((JsonObject) check).getString("state"))
                .toList();
    }

    private static String verdict(Program sidecar) {
        return admin(sidecar, "/readyz?verbose");
    }

    private static String metrics(Program sidecar) {
        return admin(sidecar, "/metrics");
    }

    private static String admin(Program sidecar, String path) {
        String host = sidecar.awaitLine("admin=(127\\.0\\.0\\.1:\\d+)").group(1);
        return Http.get("http://" + host + path).body();
    }

    private static int asked(int port) {
        try {
            return Integer.parseInt(
                    Http.get("http://127.0.0.1:" + port + "/count").body());
        } catch (UncheckedIOException notUpYet) {
            return 0;
        }
    }

    private static long count(Program sidecar, String part) {
        return sidecar.lines().stream().filter(line -> line.contains(part)).count();
    }

    private static int serveTls(Vertx vertx, TestAuthority authority) {
        TestAuthority.Issued issued = authority.issue("localhost");
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(issued.chain().toString())
                        .addKeyPath(issued.key().toString()));
        return Await.result(vertx.createHttpServer(options)
                        .requestHandler(request -> request.response().end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String classes() {
        return Path.of(Patient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
