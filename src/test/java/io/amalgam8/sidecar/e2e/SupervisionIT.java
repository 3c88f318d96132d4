package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.ProcessTable;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.Witness;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container's entry point: the application lives, dies and is heard as if the sidecar were not there. */
final class SupervisionIT {

    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    @Test
    void supervisesAnApplicationWithoutTheFlag() {
        try (Program sidecar = registered("bare", "sh", "-c", "echo its own words; exit 7")) {
            assertThat(sidecar.exitCode()).isEqualTo(7);
            assertThat(sidecar.lines()).contains("its own words");
        }
    }

    @Test
    void takesAKilledApplicationOutOfTheRegistry() {
        try (Program sidecar = registered("killed", "sh", "-c", "echo application $$; exec sleep 1000")) {
            long application =
                    Long.parseLong(sidecar.awaitLine("^application (\\d+)").group(1));
            awaitRegistered("killed");

            Program.signal(application, "KILL");

            assertThat(sidecar.exitCode()).isEqualTo(137);
            assertThat(controlPlane.instancesOf("killed")).isEqualTo("{\"instances\":[]}");
        }
    }

    @Test
    void deregistersBeforeTheApplicationIsToldToEnd() {
        List<String> witness = new ArrayList<>(List.of("--drain_delay", "100ms", "--supervise"));
        witness.addAll(List.of(Program.javaCommand(), "-cp", classes(), Witness.class.getName()));
        witness.addAll(List.of(controlPlane.registry(), "witness"));
        try (Program sidecar = registered("witness", witness.toArray(String[]::new))) {
            sidecar.awaitLine("witness \\d+ is up");
            awaitRegistered("witness");

            sidecar.signal("TERM");

            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(143);
            assertThat(sidecar.lines()).contains("told to end, registry says {\"instances\":[]}");
        }
    }

    @Test
    void isNotReadyFromTheMomentItIsToldToEnd() {
        try (Program sidecar = registered("leaving", "--drain_delay", "30s", "sh", "-c", "echo up; exec sleep 1000")) {
            String ready = "http://"
                    + sidecar.awaitLine("admin=(127\\.0\\.0\\.1:\\d+)").group(1) + "/readyz";
            awaitRegistered("leaving");
            await().atMost(Duration.ofSeconds(30)).until(() -> Http.get(ready).statusCode() == 200);

            sidecar.signal("TERM");

            await().atMost(Duration.ofSeconds(10)).until(() -> Http.get(ready).statusCode() == 503);
            assertThat(sidecar.isAlive()).isTrue();
            // One that comes too soon counts as the first.
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                sidecar.signal("TERM");
                return sidecar.output().contains("asked again") || !sidecar.isAlive();
            });
            assertThat(sidecar.exitCode()).isEqualTo(137);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "USR1", "USR2", "WINCH"})
    void passesOtherSignalsOnToTheApplication(String signal) {
        String script = "trap 'echo heard; exit 9' %s; echo up; while :; do sleep 0.1; done".formatted(signal);
        try (Program sidecar = registered("listening", "sh", "-c", script)) {
            sidecar.awaitLine("^up");
            awaitRegistered("listening");

            sidecar.signal(signal);

            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(9);
            assertThat(sidecar.lines()).contains("heard");
        }
    }

    @Test
    void aSecondSignalEndsAnApplicationThatDoesNotListen() {
        try (Program sidecar = registered("deaf", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done")) {
            sidecar.awaitLine("^up");
            awaitRegistered("deaf");

            sidecar.signal("TERM");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> controlPlane.instancesOf("deaf").equals("{\"instances\":[]}"));
            sidecar.signal("TERM");

            assertThat(sidecar.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void aSidecarThatIsKilledTakesEverythingWithIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a8.yaml"), """
                commands:
                  - cmd: [sh, -c, "[ -e '%1$s' ] && echo mine $$ && exec sleep 1000; touch '%1$s'; exit 1"]
                    restart: always
                """.formatted(folder.resolve("second run")));
        String application = "sleep 1000 & echo mine $!; echo mine $$; wait";
        try (Program sidecar = registered("lost", "--config", file.toString(), "sh", "-c", application)) {
            List<Long> processes = ProcessTable.awaitNamed(sidecar, 3);

            sidecar.signal("KILL");

            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> processes.stream().noneMatch(ProcessTable::isAlive));
        }
    }

    @Test
    void aCrashLoopIsHeldBackAndSeen(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a8.yaml"), """
                commands:
                  - {cmd: [sh, -c, "echo run; exit 3"], restart: on-failure}
                """);
        try (Program sidecar = registered("crashing", "--config", file.toString(), "sh", "-c", "exec sleep 1000")) {
            String admin = "http://"
                    + sidecar.awaitLine("admin=(127\\.0\\.0\\.1:\\d+)").group(1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Http.get(admin + "/readyz?verbose").body().contains("3 ends in a row"));

            assertThat(Http.get(admin + "/readyz?verbose"))
                    .returns(200, HttpResponse::statusCode)
                    .extracting(HttpResponse::body)
                    .asString()
                    .contains("application is degraded: sh ");
            assertThat(Http.get(admin + "/metrics").body())
                    .containsPattern("a8_app_restarts_total\\{program=\"sh\"} [2-9]");
            assertThat(sidecar.lines())
                    .filteredOn(line -> line.contains("starts it again"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "exitCode=3");

            sidecar.signal("TERM");
            assertThat(sidecar.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void keepsItsTokensToItself() {
        Map<String, String> secrets = Map.of("A8_REGISTRY_TOKEN", "default", "A8_CONTROLLER_TOKEN", "CANARY-7");
        try (Program sidecar = Program.start(secrets, command("secret", "sh", "-c", "env; exit 0"))) {
            assertThat(sidecar.exitCode()).isZero();
            assertThat(sidecar.output())
                    .contains("PATH=")
                    .doesNotContain("CANARY-7")
                    .doesNotContain("_TOKEN=");
        }
    }

    private static Program registered(String service, String... rest) {
        return Program.start(command(service, rest));
    }

    private static String[] command(String service, String... rest) {
        List<String> arguments = new ArrayList<>(List.of("--register", "--admin_port", "0", "--service", service));
        arguments.addAll(List.of("--endpoint_host", "127.0.0.1", "--endpoint_port", "9"));
        arguments.addAll(List.of("--registry_url", controlPlane.registry()));
        arguments.addAll(List.of(rest));
        return arguments.toArray(String[]::new);
    }

    private static void awaitRegistered(String service) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> controlPlane.instancesOf(service).contains("\"service_name\":\"" + service + "\""));
    }

    private static String classes() {
        return Path.of(Witness.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
