package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of value: what it takes, and how it refuses the rest. */
final class KindsTest {

    @ParameterizedTest
    @CsvSource({
        "1, true", "t, true", "T, true", "TRUE, true", "true, true", "True, true",
        "0, false", "f, false", "F, false", "FALSE, false", "false, false", "False, false",
    })
    void switchesAreGosBooleans(String text, boolean value) {
        assertThat(read(Options.LOG, text)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "tRUE", "2", " true", "", "null", "y"})
    void switchesAreNothingElse(String text) {
        assertThat(problem(Options.LOG, text)).isEqualTo("--log: " + text + " (expected: true or false)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "reviews; reviews",
                "reviews:v1; reviews:v1",
                "reviews:v1,blue; reviews:v1,blue",
                "reviews:v1:x,y; reviews:v1:x,y",
                "' reviews : v1 , blue '; reviews:v1,blue",
                "reviews:; reviews",
                "reviews:,; reviews",
            })
    void aServiceIsSplitAtTheFirstColonThenAtCommas(String text, String identity) {
        assertThat(read(Options.SERVICE, text)).map(Object::toString).contains(identity);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ":v1; --service: Service Name is empty",
                "' '; --service: Service Name is empty",
                "a b; --service: a b (expected: a name of at most 64 characters, without blanks and slashes)",
                "a/b; --service: a/b (expected: a name of at most 64 characters, without blanks and slashes)",
            })
    void aServiceNeedsAName(String text, String problem) {
        assertThat(problem(Options.SERVICE, text)).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "80, 80", "65535, 65535", "09080, 9080"})
    void anEndpointsPort(String text, int port) {
        assertThat(read(Options.ENDPOINT_PORT, text)).contains(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; --endpoint_port: Service Endpoint Port is not in range [1, 65535]: 0 (expected: a port, 1 to 65535)",
                "65536; --endpoint_port: Service Endpoint Port is not in range [1, 65535]: 65536 (expected: a port, 1 to 65535)",
                "123456; --endpoint_port: 123456 (expected: a port, 1 to 65535)",
                "-1; --endpoint_port: -1 (expected: a port, 1 to 65535)",
                "80.0; --endpoint_port: 80.0 (expected: a port, 1 to 65535)",
                "http; --endpoint_port: http (expected: a port, 1 to 65535)",
                "'' ; --endpoint_port:  (expected: a port, 1 to 65535)",
            })
    void whatIsNoEndpointsPort(String text, String problem) {
        assertThat(problem(Options.ENDPOINT_PORT, text)).isEqualTo(problem);
    }

    @Test
    void aListenersPortMayBeLeftToTheSystem() {
        assertThat(read(Options.PROXY_PORT, "0")).contains(0);
        assertThat(problem(Options.PROXY_PORT, "65536"))
                .isEqualTo("--proxy_port: 65536 (expected: a port, 0 to 65535)");
    }

    @ParameterizedTest
    @CsvSource({"http, http", "https, https", "tcp, tcp", "udp, udp", "user, user", "HTTP, http"})
    void endpointTypes(String text, String type) {
        assertThat(read(Options.ENDPOINT_TYPE, text)).map(Object::toString).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "", "http "})
    void noEndpointTypes(String text) {
        assertThat(problem(Options.ENDPOINT_TYPE, text))
                .isEqualTo("--endpoint_type: Service Endpoint Type is not a member of the set"
                        + " [http https tcp udp user]: " + text + " (expected: http, https, tcp, udp or user)");
    }

    @ParameterizedTest
    @CsvSource({
        "debug, DEBUG",
        "info, INFO",
        "warn, WARN",
        "warning, WARN",
        "error, ERROR",
        "fatal, ERROR",
        "panic, ERROR",
        "Info, INFO"
    })
    void logLevels(String text, LogLevel level) {
        assertThat(read(LogOptions.LOG_LEVEL, text)).contains(level);
        assertThat(problem(LogOptions.LOG_LEVEL, "trace"))
                .isEqualTo("--log_level: trace (expected: debug, info, warn, error, fatal or panic)");
    }

    @ParameterizedTest
    @CsvSource({
        "100ms, PT0.1S",
        "1s, PT1S",
        "15s, PT15S",
        "1h, PT1H",
        "60m, PT1H",
    })
    void pollsAreBetween100MillisecondsAndOneHour(String text, Duration poll) {
        assertThat(read(Options.REGISTRY_POLL, text)).contains(poll);
        assertThat(read(Options.CONTROLLER_POLL, text)).contains(poll);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "0", "0s", "1h0m0.001s", "2h"})
    void otherPollsAreRefused(String text) {
        assertThat(problem(Options.CONTROLLER_POLL, text))
                .isEqualTo("--controller_poll: " + text
                        + " (expected: Controller polling interval of at least 100ms and at most 1h0m0s)");
        assertThat(problem(Options.REGISTRY_POLL, text))
                .isEqualTo("--registry_poll: " + text
                        + " (expected: Registry polling interval of at least 100ms and at most 1h0m0s)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "5; --drain_delay: 5 (expected: a duration with its unit, such as 5s)",
                "1.5; --drain_delay: 1.5 (expected: a duration with its unit, such as 1.5s)",
                "soon; --drain_delay: soon (expected: a duration, such as 15s, 1m30s or 500ms)",
                "''; --drain_delay:  (expected: a duration, such as 15s, 1m30s or 500ms)",
                "-5s; --drain_delay: -5s (expected: a duration that is not negative)",
            })
    void aDurationSaysWhatToWrite(String text, String problem) {
        assertThat(problem(Options.DRAIN_DELAY, text)).isEqualTo(problem);
    }

    @Test
    void someDurationsMayBeZero() {
        assertThat(problem(Options.CONNECT_TIMEOUT, "0s")).endsWith(": 0s (expected: a duration above zero)");
        assertThat(problem(Options.IDLE_TIMEOUT, "0s")).endsWith(": 0s (expected: a duration above zero)");
        assertThat(read(Options.RESPONSE_TIMEOUT, "0s")).contains(Duration.ZERO);
        assertThat(read(Options.DRAIN_DELAY, "0")).contains(Duration.ZERO);
    }

    @Test
    void aTokenIsOneLineAndIsNotShownWhenItIsNot() {
        assertThat(read(Options.REGISTRY_TOKEN, "abc").map(Object::toString)).contains("***");
        assertThat(problem(Options.REGISTRY_TOKEN, "geheim\n"))
                .isEqualTo("--registry_token: a line break or control character in it (expected: a token on one line)");
    }

    @Test
    void paths() {
        assertThat(read(Options.STATE_FILE, "a/b")).contains(Path.of("a/b"));
        assertThat(problem(Options.STATE_FILE, "a\0b")).endsWith(" (expected: a path)");
    }

    @Test
    void anEmptyTextSaysNone() {
        List<Option<?>> options = List.of(
                Options.REGISTRY_URL,
                Options.REGISTRY_TOKEN,
                Options.STATE_FILE,
                Options.SERVICE,
                Options.LOGSTASH_SERVER);
        assertThat(options)
                .allSatisfy(
                        option -> assertThat(values(option, "").given(option)).isEmpty());
    }

    private static <T> Optional<T> read(Option<T> option, String text) {
        return values(option, text).read(option);
    }

    private static String problem(Option<?> option, String text) {
        List<String> problems = values(option, text).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static Values values(Option<?> option, String text) {
        Given given = Given.text(text, Origin.flag(option.title()));
        return Values.of(List.of(Map.of(option, given)), Optional::empty);
    }
}
