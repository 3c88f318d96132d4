package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.testing.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks in all three forms: the variable, the flag, and the file's list of mappings. */
final class HealthCheckItemsTest {

    private static final List<String> REGISTERING =
            List.of("--register", "--service=a", "--endpoint_port=1", "--registry_url=http://r", "--endpoint_host=h");

    @TempDir
    private Path directory;

    @Test
    void aVariableListsUrls() {
        Map<String, String> variables =
                Map.of("A8_HEALTHCHECKS", "http://localhost:8080/health,tcp://localhost:9090, file:///opt/check.sh");

        assertThat(checks(variables, List.of()))
                .containsExactly(
                        usual(http("http://localhost:8080/health")),
                        usual(new HealthCheckTarget.Tcp("localhost", 9090)),
                        usual(new HealthCheckTarget.Command(List.of("/opt/check.sh"), 0)));
    }

    @Test
    void aVariableMayBeginWithTcp() {
        assertThat(checks(Map.of("A8_HEALTHCHECKS", "tcp://[::1]:9090"), List.of()))
                .containsExactly(usual(new HealthCheckTarget.Tcp("::1", 9090)));
    }

    @Test
    void aFlagIsStronger() {
        assertThat(checks(Map.of("A8_HEALTHCHECKS", "http://x/"), List.of("--healthchecks=https://y:1/?a=b")))
                .containsExactly(usual(http("https://y:1/?a=b")));
    }

    @Test
    void aFileTellsAllOfIt() throws IOException {
        Path authorities = TestAuthority.in(directory, "authority").file();
        assertThat(checksOf("""
                healthchecks:
                  - type: https
                    value: https://localhost:8443/health?full
                    interval: 15s
                    timeout: 5s
                    method: HEAD
                    code: 204
                    ca_cert_file: %s
                    rise: 1
                    fall: 5
                    start_period: 0s
                  - {type: file, value: check, args: [-q, "a b"], code: 3, interval: 1s}
                  - {type: file, value: "file:///opt/a%%20b"}
                  - {type: tcp, value: "http://localhost:9090"}
                  - {type: tcp, value: "127.0.0.1:9090"}
                  - {value: "http://localhost/"}
                  - {value: "http://my_app:8080/health"}
                  - tcp://localhost:1
                """.formatted(authorities)))
                .containsExactly(
                        new HealthCheckOptions(
                                new HealthCheckTarget.Http(
                                        URI.create("https://localhost:8443/health?full"),
                                        "HEAD",
                                        Optional.of(204),
                                        Optional.of(authorities)),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(5),
                                1,
                                5,
                                Duration.ZERO),
                        new HealthCheckOptions(
                                new HealthCheckTarget.Command(List.of("check", "-q", "a b"), 3),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                2,
                                3,
                                Duration.ofSeconds(30)),
                        usual(new HealthCheckTarget.Command(List.of("/opt/a b"), 0)),
                        usual(new HealthCheckTarget.Tcp("localhost", 9090)),
                        usual(new HealthCheckTarget.Tcp("127.0.0.1", 9090)),
                        usual(http("http://localhost/")),
                        usual(http("http://my_app:8080/health")),
                        usual(new HealthCheckTarget.Tcp("localhost", 1)));
    }

    @Test
    void noChecksAreNone() throws IOException {
        assertThat(checks(Map.of(), List.of())).isEmpty();
        assertThat(checksOf("healthchecks: []\n")).isEmpty();
        assertThat(checksOf("healthchecks:\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; :1:16: healthchecks.value: missing",
                "{type: http}; :1:16: healthchecks.value: missing",
                "{type: udp, value: 'x:1'}; :1:23: healthchecks.type: udp (expected: http, https, tcp or file)",
                "{type: http, value: 'https://a/'}; :1:36: healthchecks.value: https://a/ (expected: http[s]://",
                "{type: http, value: localhost}; :1:36: healthchecks.value: localhost (expected: http[s]://",
                "{type: http, value: 'http://u:p@a/'}; :1:36: healthchecks.value: http://***@a/ (expected: http[s]://",
                "{value: 'http://a/?token=geheim#x'}; :1:24: healthchecks.value: http://a/?*** (expected: http[s]://host",
                "{type: tcp, value: localhost}; :1:35: healthchecks.value: localhost (expected: tcp://host:port)",
                "{type: tcp, value: 'tcp://a:0'}; :1:35: healthchecks.value: tcp://a:0 (expected: tcp://host:port)",
                "{type: file, value: 'file://opt/x'}; :1:36: healthchecks.value: file://opt/x (expected: file:///path",
                "{value: /opt/x}; :1:24: healthchecks.value: /opt/x (expected: http[s]://host[:port][/path], tcp://",
                "{value: 'http://a/', intervall: 5s}; :1:37: healthchecks.intervall: unknown key",
                "{value: 'http://a/', interval: 5}; :1:47: healthchecks.interval: 5 (expected: a duration with its unit",
                "{value: 'http://a/', timeout: 0s}; :1:46: healthchecks.timeout: 0s (expected: Health check timeout of at least 100ms",
                "{value: 'http://a/', interval: 2h}; :1:47: healthchecks.interval: 2h (expected: Health check interval of at least",
                "{value: 'http://a/', code: 99}; :1:43: healthchecks.code: 99 (expected: a whole number, 100 to 599)",
                "{value: 'http://a/', method: get}; :1:45: healthchecks.method: get (expected: GET, HEAD,",
                "{value: 'http://a/', rise: 0}; :1:43: healthchecks.rise: 0 (expected: a whole number, 1 to 1000)",
                "{value: 'http://a/', args: [a]}; :1:37: healthchecks.args: given for a check of type http",
                "{value: 'http://a/', ca_cert_file: /x}; :1:51: healthchecks.ca_cert_file: /x (expected: none, or a check of",
                "{value: 'https://a/', ca_cert_file: /no/x}; :1:52: healthchecks.ca_cert_file: /no/x (expected: a file that",
                "{value: 'file:///x', args: a}; :1:43: healthchecks.args: a single value (expected: a list",
                "{value: 'file:///x', code: 256}; :1:43: healthchecks.code: 256 (expected: a whole number, 0 to 255)",
                "{value: 'file:///x', method: GET}; :1:37: healthchecks.method: given for a check of type file",
                "{value: 'tcp://a:1', code: 1}; :1:37: healthchecks.code: given for a check of type tcp",
                "{value: [a]}; :1:24: healthchecks.value: a list (expected: a single value)",
                "[a]; :1:16: healthchecks: a list (expected: such as {type: http",
            })
    void aMistakeIsNamedWithItsPlace(String item, String problem) throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), "healthchecks: [" + item + "]\n");

        assertThat(problems(List.of("--config=" + file)))
                .singleElement()
                .asString()
                .startsWith(file + problem);
    }

    @Test
    void allMistakesAreNamedAtOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), """
                healthchecks:
                  - {type: x, value: 'http://a/', rise: 0}
                  - {value: 'http://a/', fall: x, interval: 1}
                """);

        assertThat(problems(List.of("--config=" + file))).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "http://",
                "ftp://a/",
                "http://a/,",
                "http://a:0/",
                "http://a b/",
                "file:///",
                "tcp:9"
            })
    void otherUrlsAreRefused(String text) {
        assertThat(problems(List.of("--healthchecks=" + text)))
                .singleElement()
                .asString()
                .startsWith("--healthchecks: ");
    }

    @Test
    void theyArePrintedAsAFileHasThem() throws IOException {
        String printed =
                "[{type: http, value: \"http://localhost/?a,b\", method: GET, code: 201, interval: 0.5s, timeout: 0.3s,"
                        + " rise: 1, fall: 2, start_period: 0s}, {type: tcp, value: tcp://localhost:1, interval: 10s, timeout: 2s,"
                        + " rise: 2, fall: 3, start_period: 30s}, {type: file, value: /bin/true, args: [\"\", \"a b\"], code: 0,"
                        + " interval: 10s, timeout: 2s, rise: 2, fall: 3, start_period: 30s}]";
        Path file = Files.writeString(directory.resolve("a8.yaml"), "healthchecks: " + printed + "\n");

        List<String> arguments = new ArrayList<>(REGISTERING);
        arguments.addAll(List.of("--print-config", "--config=" + file));
        String yaml = ((Outcome.Printed) Settings.read(arguments, Map.of(), Optional::empty)).yaml();

        assertThat(yaml).contains("healthchecks: " + printed);
        assertThat(checksOf(yaml)).isEqualTo(checksOf("healthchecks: " + printed + "\n"));
    }

    @Test
    void whatIsOddIsSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), """
                healthchecks:
                  - {value: 'http://a/', interval: 1s, timeout: 2s}
                  - {value: 'file:///no/such/check.sh'}
                """);
        assertThat(warnings(REGISTERING, "--config=" + file))
                .anyMatch(warning -> warning.contains("healthchecks: http://a/ may be put off by itself"))
                .anyMatch(warning -> warning.contains("healthchecks: /no/such/check.sh cannot be executed now"));
        assertThat(warnings(
                        List.of("--proxy", "--service=a", "--registry_url=http://r", "--controller_url=http://c"),
                        "--healthchecks=http://a/"))
                .contains("--healthchecks: ignored, since register is false");
    }

    private List<HealthCheckOptions> checksOf(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("read.yaml"), yaml);
        return checks(Map.of(), List.of("--config=" + file));
    }

    private static List<HealthCheckOptions> checks(Map<String, String> variables, List<String> more) {
        List<String> arguments = new ArrayList<>(REGISTERING);
        arguments.addAll(more);
        Outcome outcome = Settings.read(arguments, variables, Optional::empty);
        assertThat(outcome).isInstanceOf(Outcome.Run.class);
        return ((Outcome.Run) outcome)
                .configuration()
                .registration()
                .orElseThrow()
                .healthChecks();
    }

    private static List<String> problems(List<String> more) {
        List<String> arguments = new ArrayList<>(REGISTERING);
        arguments.addAll(more);
        return ((Outcome.Invalid) Settings.read(arguments, Map.of(), Optional::empty)).problems();
    }

    private static List<String> warnings(List<String> base, String more) {
        List<String> arguments = new ArrayList<>(base);
        arguments.add(more);
        Outcome outcome = Settings.read(arguments, Map.of(), Optional::empty);
        return ((Outcome.Run) outcome).configuration().warnings();
    }

    private static HealthCheckTarget http(String url) {
        return new HealthCheckTarget.Http(URI.create(url), "GET", Optional.empty(), Optional.empty());
    }

    private static HealthCheckOptions usual(HealthCheckTarget target) {
        return new HealthCheckOptions(
                target, Duration.ofSeconds(10), Duration.ofSeconds(2), 2, 3, Duration.ofSeconds(30));
    }
}
