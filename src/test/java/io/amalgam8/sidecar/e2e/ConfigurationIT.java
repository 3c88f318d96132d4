package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Program;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes are found at once, all of them, in words, before anything is started. */
final class ConfigurationIT {

    @Test
    void namesAllMistakesAtOnceAndEndsWith2() {
        try (Program sidecar = Program.start("--register", "--proxy", "--endpoint_port", "70000", "--bogus", "1")) {
            assertThat(sidecar.exitCode()).isEqualTo(2);
            assertThat(sidecar.output())
                    .contains("Registry URL is empty")
                    .contains("Controller URL is empty")
                    .contains("Service Name is empty")
                    .contains("Service Endpoint Port is not in range [1, 65535]")
                    .contains("--bogus");
        }
    }

    @Test
    void refusesToServeNoPurpose() {
        try (Program sidecar = Program.start()) {
            assertThat(sidecar.exitCode()).isEqualTo(2);
            assertThat(sidecar.output())
                    .contains("Sidecar serves no purpose. Please enable either proxy or registry or both");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpsAndEndsWith0(String word) {
        try (Program sidecar = Program.start(word)) {
            assertThat(sidecar.exitCode()).isZero();
            assertThat(sidecar.output())
                    .contains("--registry_url")
                    .contains("A8_REGISTRY_URL")
                    .contains("demo");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-v", "version"})
    void saysItsVersion(String word) {
        try (Program sidecar = Program.start(word)) {
            assertThat(sidecar.exitCode()).isZero();
            assertThat(sidecar.output()).matches("a8sidecar \\d+\\.\\d+\\.\\d+.*");
        }
    }

    @Test
    void checksWithoutStarting(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("sidecar.yaml"),
                "proxy: true\nregistry: {url: 'http://r'}\ncontroller: {url: 'http://c'}\n");

        try (Program good = Program.start(Map.of("A8_CONFIG", file.toString()), "--check");
                Program bad = Program.start(Map.of("A8_CONFIG", file.toString()), "--check", "--proxy_port", "x")) {
            assertThat(good.exitCode()).as(good.output()).isZero();
            assertThat(bad.exitCode()).isEqualTo(2);
            assertThat(bad.output()).contains("--proxy_port");
        }
    }

    @Test
    void printsWhatIsInForceWithoutSecrets() {
        try (Program sidecar = Program.start(
                Map.of("A8_REGISTRY_TOKEN", "CANARY-1", "A8_REGISTRY_URL", "http://registry:8080"),
                "--print-config",
                "--proxy",
                "--controller_url",
                "http://controller:8080")) {
            assertThat(sidecar.exitCode()).as(sidecar.output()).isZero();
            assertThat(sidecar.output())
                    .contains("http://registry:8080")
                    .contains("A8_REGISTRY_URL")
                    .doesNotContain("CANARY-1");
        }
    }

    @Test
    void saysWhatItNoticedAndStartsAllTheSame() {
        Map<String, String> environment = Map.of("A8_REGISTRI_URL", "x", "A8_LOG", "true");
        try (Program sidecar = Program.start(
                environment,
                "--proxy",
                "--registry_url=http://127.0.0.1:1",
                "--registry_token=CANARY-1",
                "--controller_url=http://127.0.0.1:1",
                "--logstash_server=127.0.0.1:1",
                "--log_dir=stdout",
                "--proxy_port=0",
                "--admin_port=0")) {
            sidecar.awaitLine("proxy=127.0.0.1:\\d+");
            assertThat(sidecar.output())
                    .contains("A8_REGISTRI_URL: unknown variable")
                    .contains("--registry_token: everybody on this machine can see it")
                    .contains("service: none given")
                    .doesNotContain("CANARY-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "admin"})
    void namesAPortThatIsTakenAndEndsWith3(String listener) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program sidecar = Program.start(
                        "--proxy",
                        "--registry_url",
                        "http://127.0.0.1:1",
                        "--controller_url",
                        "http://127.0.0.1:1",
                        "--log_dir",
                        "stdout",
                        "--proxy_port",
                        listener.equals("proxy") ? "" + taken.getLocalPort() : "0",
                        "--admin_port",
                        listener.equals("admin") ? "" + taken.getLocalPort() : "0")) {
            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(3);
            assertThat(sidecar.output()).contains(listener + " port").contains("" + taken.getLocalPort());
        }
    }

    @Test
    void warnsOfWhatWillNotBeAsMeantAndGoesOn() {
        Map<String, String> variables =
                Map.of("A8_PROXI", "true", "A8_LOG", "true", "A8_LOGSTASH_SERVER", "logstash:8092");
        String[] arguments = {
            "--register",
            "--service",
            "s",
            "--endpoint_host",
            "127.0.0.1",
            "--endpoint_port",
            "9",
            "--admin_port",
            "0",
            "--registry_url",
            "http://127.0.0.1:1",
            "sh",
            "-c",
            "exit 4"
        };
        try (Program sidecar = Program.start(variables, arguments)) {
            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(4);
            assertThat(sidecar.lines())
                    .filteredOn(line -> line.contains(" WARN "))
                    .anyMatch(line -> line.contains("A8_PROXI") && line.contains("A8_PROXY"))
                    .anyMatch(line -> line.contains("A8_LOG: ignored, since proxy is false"));
        }
    }

    @Test
    void takesAnUnknownFirstWordForTheApplication() {
        try (Program sidecar = Program.start("no-such-verb")) {
            assertThat(sidecar.exitCode()).isEqualTo(2);
            assertThat(sidecar.output()).contains("Sidecar serves no purpose");
        }
    }
}
