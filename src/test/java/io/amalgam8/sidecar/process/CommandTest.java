package io.amalgam8.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandTest {

    @Test
    void inheritsTheEnvironmentWithoutOurTokens() {
        Map<String, String> ours = Map.of(
                "PATH", "/bin",
                "A8_SERVICE", "reviews:v1",
                "A8_REGISTRY_TOKEN", "canary",
                "A8_CONTROLLER_TOKEN", "canary",
                "A8_REGISTRY_TOKEN_FILE", "/canary",
                "A8_GREMLIN_TOKEN", "canary",
                "GITHUB_TOKEN", "the application's own");

        assertThat(Command.inheriting(List.of("app"), ours).environment())
                .containsOnlyKeys("PATH", "A8_SERVICE", "GITHUB_TOKEN");
    }

    @Test
    void showsNeitherArgumentsNorEnvironment() {
        Command command = new Command(List.of("app", "--password=canary"), Map.of("PASSWORD", "canary"));
        assertThat(command).hasToString("app");
    }

    @Test
    void isNotEmpty() {
        assertThatThrownBy(() -> new Command(List.of(), Map.of()))
                .hasMessage("command: empty (expected: a program and its arguments)");
    }
}
