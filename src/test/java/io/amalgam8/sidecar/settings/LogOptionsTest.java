package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.LogFormat;
import io.amalgam8.sidecar.config.RotationOptions;
import java.io.IOException;
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

/** What steers the logs. */
final class LogOptionsTest {

    private static final List<String> PROXYING =
            List.of("--proxy", "--registry_url=http://r", "--controller_url=http://c", "--service=s");

    @TempDir
    Path directory;

    @Test
    void whatIsNotSaidIsUsual() {
        Configuration configuration = configuration(Map.of());
        assertThat(configuration.accessLog()).isEqualTo(AccessLogOptions.into(Path.of("/var/log/a8sidecar")));
        assertThat(configuration.logFormat()).isEqualTo(LogFormat.TEXT);
    }

    @Test
    void aFileTellsWhenLogsAreRotatedAndWhatIsWrittenDown() throws IOException {
        Configuration configuration = configuration(Map.of(), "--config=" + yaml("""
                proxy_config:
                  logging_dir: /logs
                  access_log: {rotate_size: 16KiB, rotate_age: 1h, keep: 3, sample: 0.25}
                log_format: json
                """));
        assertThat(configuration.accessLog())
                .isEqualTo(new AccessLogOptions(
                        Optional.of(Path.of("/logs")), new RotationOptions(16 * 1024, Duration.ofHours(1), 3), 0.25));
        assertThat(configuration.logFormat()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void theFormOfTheOwnLogIsAFlagAndAVariableToo() {
        assertThat(configuration(Map.of("A8_LOG_FORMAT", "json")).logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(configuration(Map.of("A8_LOG_FORMAT", "json"), "--log_format=text")
                        .logFormat())
                .isEqualTo(LogFormat.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rotate_size: 64MB | a size, 16KiB to 1024GiB, such as 64MiB",
                "rotate_size: 100 | a size, 16KiB to 1024GiB, such as 64MiB",
                "rotate_size: 15KiB | a size, 16KiB to 1024GiB, such as 64MiB",
                "rotate_size: 1025GiB | a size, 16KiB to 1024GiB, such as 64MiB",
                "rotate_size: 9999999GiB | a size, 16KiB to 1024GiB, such as 64MiB",
                "rotate_age: 1ms | 1s or more, or 0s for no limit",
                "rotate_age: 1d | a duration, such as 15s, 1m30s or 500ms",
                "keep: 0 | a whole number, 1 to 10000",
                "sample: 1.1 | a share, 0 to 1, such as 0.1",
                "sample: -0.1 | a share, 0 to 1, such as 0.1",
                "sample: 10% | a share, 0 to 1, such as 0.1"
            })
    void aValueThatMakesNoSenseIsAProblem(String line, String expectation) throws IOException {
        String config = "--config=" + yaml("proxy_config:\n  access_log:\n    " + line + "\n");
        Outcome outcome = read(Map.of(), config);
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        assertThat(((Outcome.Invalid) outcome).problems())
                .singleElement()
                .asString()
                .contains("proxy_config.access_log.")
                .contains("(expected: " + expectation + ")");
    }

    @Test
    void aFormThatThereIsNotIsAProblem() {
        assertThat(((Outcome.Invalid) read(Map.of("A8_LOG_FORMAT", "xml"))).problems())
                .singleElement()
                .asString()
                .contains("xml (expected: text or json)");
    }

    private static Configuration configuration(Map<String, String> environment, String... arguments) {
        return ((Outcome.Run) read(environment, arguments)).configuration();
    }

    private static Outcome read(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(PROXYING);
        all.addAll(List.of(arguments));
        return Settings.read(all, environment, () -> Optional.of("192.0.2.7"));
    }

    private String yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("a8.yaml"), text).toString();
    }
}
