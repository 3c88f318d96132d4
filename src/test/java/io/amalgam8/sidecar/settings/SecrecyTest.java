package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token appears in nothing that the reading of the configuration says. */
final class SecrecyTest {

    private static final String CANARY = "kanarienvogel";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry: {token: T}",
                "registry: {tokn: T}",
                "registry: {token: [T]}",
                "registry: {token: {T: x}}",
                "registry: {token: *T}",
                "registry: {token: !T x}",
                "registry: {token: !!T x}",
                "registry: {token: %T}",
                "registry: {token: @T}",
                "registry: {token: `T}",
                "registry: {token: \"T}",
                "registry: {token: 'T}",
                "registry:\n  token: T: x",
                "registry:\n  token: T\n x",
                "registry: {token: T, token: T}",
                "registry: {token: \"T\\q\"}",
                "registry: {token: \"T\\n\"}",
                "registry: {token: T}\n\tx",
                "registry: {token: T\0}",
                "registry: {url: 'http://a:T@b'}",
                "registry: {token: |\n T"
            })
    void noFileShowsIt(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), yaml.replace("T", CANARY));
        for (String asked : List.of("--check", "--print-config", "--log=false")) {
            String said = say(Map.of(), asked, "--proxy", "--controller_url=http://c", "--config=" + file);
            assertThat(said).isNotEmpty();
            assertThat(said).doesNotContain(CANARY);
        }
    }

    @Test
    void noFlagShowsIt() {
        for (String flag : List.of("--registry_token=", "-controller_token=", "--registry_tokn=", "--x=")) {
            assertThat(say(Map.of(), flag + CANARY, "--proxy")).doesNotContain(CANARY);
            assertThat(say(Map.of(), flag + CANARY + "\n", "--print-config", "--proxy"))
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void noVariableShowsIt() {
        for (String name : List.of("A8_REGISTRY_TOKEN", "A8_CONTROLLER_TOKEN", "A8_REGISTRY_TOKN")) {
            Map<String, String> environment = Map.of(
                    name, CANARY, "A8_REGISTRY_URL", "http://r", "A8_CONTROLLER_URL", "http://c", "A8_PROXY", "1");
            assertThat(say(environment)).doesNotContain(CANARY).contains("Run[");
            assertThat(say(environment, "--print-config")).doesNotContain(CANARY);
            assertThat(say(environment, "--register")).doesNotContain(CANARY);
        }
    }

    @Test
    void noValueOnItsWayShowsIt() {
        assertThat(Given.text(CANARY, Origin.flag("registry_token"))).hasToString("--registry_token");
        assertThat(new Tree.Scalar(CANARY, "a8.yaml:1:1")).hasToString("a8.yaml:1:1");
    }

    private static String say(Map<String, String> environment, String... arguments) {
        return Settings.read(List.of(arguments), environment, Optional::empty).toString();
    }
}
