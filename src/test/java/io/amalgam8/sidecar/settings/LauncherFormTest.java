package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON object that Vert.x's launcher hands over stands in the YAML file's place. */
final class LauncherFormTest {

    private static final String PROXYING = """
            {"proxy": true, "service": {"name": "a", "tags": ["v1", "v2"]},
             "registry": {"url": "http://r", "poll": "7s", "token": null},
             "controller": {"url": "http:\\/\\/c"},
             "proxy_config": {"http_listener_port": 0, "timeouts": {"connect": "300ms"}},
             "app": ["python", "app.py"]}
            """;

    @TempDir
    private Path directory;

    @Test
    void anObjectMeansWhatTheFileMeans() {
        Configuration configuration = run(PROXYING, Map.of());
        assertThat(configuration.identity()).hasToString("a:v1,v2");
        assertThat(configuration.proxying().orElseThrow().registry().poll()).isEqualTo(Duration.ofSeconds(7));
        assertThat(configuration.proxying().orElseThrow().controller().url()).hasToString("http://c");
        assertThat(configuration.proxying().orElseThrow().listen().port()).isZero();
        assertThat(configuration.proxying().orElseThrow().timeouts().connect()).isEqualTo(Duration.ofMillis(300));
        assertThat(configuration.commands()).containsExactly(CommandOptions.application(List.of("python", "app.py")));
    }

    @Test
    void theEnvironmentIsAboveIt() {
        assertThat(run(PROXYING, Map.of("A8_REGISTRY_POLL", "9s"))
                        .proxying()
                        .orElseThrow()
                        .registry()
                        .poll())
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void withAnEmptyObjectTheEnvironmentIsEnough() throws IOException {
        Map<String, String> environment =
                Map.of("A8_PROXY", "true", "A8_REGISTRY_URL", "http://r", "A8_CONTROLLER_URL", "http://c");
        assertThat(run("{}", environment).proxying()).isPresent();

        Path file = Files.writeString(directory.resolve("a8.yaml"), "service: {name: a, tags: [v1, v2]}");
        Map<String, String> withFile = new HashMap<>(environment);
        withFile.put("A8_CONFIG", file.toString());
        assertThat(run("{}", withFile).identity()).hasToString("a:v1,v2");
    }

    @Test
    void anObjectAndAFileAreOneTooMany() throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), "");
        assertThat(problems(PROXYING, Map.of("A8_CONFIG", file.toString())))
                .containsExactly("A8_CONFIG: given beside -conf (expected: only one of them)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"prxy\": true; -conf: not valid JSON",
                "{\"proxy\": true, \"proxy\": true}; -conf: not valid JSON",
                "[]; -conf: a list (expected: the keys register,",
                "{\"registry\": {\"tokn\": \"geheim\"}}; -conf: registry.tokn: unknown key (did you mean registry.token?)",
                "{\"proxy\": \"yes\"}; -conf: proxy: yes (expected: true or false)",
                "{\"registry\": {\"poll\": 15}}; -conf: registry.poll: 15 (expected: a duration with its unit, such as 15s)",
                "{\"registry\": {\"url\": {}}}; -conf: registry.url: a mapping (expected: a single value)",
            })
    void itsProblemsAreNamed(String json, String problem) {
        assertThat(problems(json, Map.of()))
                .anyMatch(found -> found.startsWith(problem))
                .noneMatch(found -> found.contains("geheim"));
    }

    private static Configuration run(String json, Map<String, String> environment) {
        Outcome outcome = Settings.readJson(json, environment);
        assertThat(outcome).isInstanceOf(Outcome.Run.class);
        return ((Outcome.Run) outcome).configuration();
    }

    private static List<String> problems(String json, Map<String, String> environment) {
        Outcome outcome = Settings.readJson(json, environment);
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) outcome).problems();
    }
}
