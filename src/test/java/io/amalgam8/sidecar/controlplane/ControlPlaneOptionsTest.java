package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.controlplane.ControlPlaneOptions.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlPlaneOptionsTest {

    private static final ControlPlaneOptions DEFAULTS = new ControlPlaneOptions(
            "127.0.0.1", 31300, 31200, new AuthMode.Global(), Duration.ofSeconds(10), Dialect.UNION);

    @TempDir
    private Path directory;

    @Test
    void withoutFlagsItListensOnTheUsualPortsOfTheLoopback() {
        assertThat(parse()).isEqualTo(new Outcome.Run(DEFAULTS));
    }

    @Test
    void takesEveryFlag() {
        assertThat(parse(
                        "--registry_port",
                        "1",
                        "--controller_port=2",
                        "--host",
                        "::1",
                        "--auth_mode",
                        "trusted",
                        "--min_ttl",
                        "1m30s",
                        "--dialect",
                        "0.3"))
                .isEqualTo(new Outcome.Run(new ControlPlaneOptions(
                        "::1", 1, 2, new AuthMode.Trusted(), Duration.ofSeconds(90), Dialect.V0_3)));
    }

    @Test
    void takesFlagsWithOneDash() {
        assertThat(parse("-registry_port", "0", "-controller_port=0"))
                .isInstanceOfSatisfying(Outcome.Run.class, run -> {
                    assertThat(run.options().registryPort()).isZero();
                    assertThat(run.options().controllerPort()).isZero();
                });
    }

    @Test
    void readsTheKeyWithoutTheNewlineAtItsEnd() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "s3cret\n");
        assertThat(parse("--auth_mode", "jwt", "--jwt_secret_file", file.toString()))
                .isInstanceOfSatisfying(Outcome.Run.class, run -> {
                    assertThat(run.options().authMode()).isEqualTo(new AuthMode.Jwt(new Secret("s3cret")));
                    assertThat(run.toString()).doesNotContain("s3cret");
                });
    }

    @Test
    void helpNamesEveryFlagWithItsDefault() {
        assertThat(parse("--host", "", "--help"))
                .isInstanceOfSatisfying(
                        Outcome.Help.class,
                        help -> assertThat(help.text())
                                .contains(
                                        "a8sidecar control-plane",
                                        "--registry_port",
                                        "31300",
                                        "--controller_port",
                                        "31200",
                                        "--host")
                                .contains(
                                        "127.0.0.1",
                                        "--auth_mode",
                                        "global",
                                        "--jwt_secret_file",
                                        "--min_ttl",
                                        "10s",
                                        "--dialect"));
        assertThat(parse("-h")).isInstanceOf(Outcome.Help.class);
    }

    @Test
    void helpFitsATerminal() {
        assertThat(parse("--help"))
                .isInstanceOfSatisfying(
                        Outcome.Help.class,
                        help -> assertThat(help.text().lines())
                                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --registry_port=65536      | --registry_port: 65536 (expected: 0..65535)
            --registry_port=-1         | --registry_port: -1 (expected: 0..65535)
            --controller_port=http     | --controller_port: http (expected: 0..65535)
            --host=                    | --host:  (expected: an address or a name of this machine)
            --auth_mode=none           | --auth_mode: none (expected: global, trusted or jwt)
            --auth_mode=jwt            | --jwt_secret_file: missing (expected: a file with the key, for auth_mode jwt)
            --jwt_secret_file=/x       | --jwt_secret_file: given (expected: with auth_mode jwt only)
            --min_ttl=10               | --min_ttl: 10 (expected: 1s..600s, as 10s or 1m30s)
            --min_ttl=999ms            | --min_ttl: 999ms (expected: 1s..600s, as 10s or 1m30s)
            --min_ttl=601s             | --min_ttl: 601s (expected: 1s..600s, as 10s or 1m30s)
            --dialect=1.1              | --dialect: 1.1 (expected: union or 0.3)
            --bogus                    | --bogus: unknown (expected: an option of --help)
            word                       | word: unknown (expected: an option of --help)
            """)
    void saysWhatIsWrong(String flag, String problem) {
        assertThat(parse(flag)).isEqualTo(new Outcome.Invalid(List.of(problem)));
    }

    @Test
    void theValueOfAnUnknownFlagIsNoMistakeOfItsOwn() {
        assertThat(parse("--port", "1", "--bogus=2", "word"))
                .isEqualTo(new Outcome.Invalid(List.of(
                        "--port: unknown (expected: an option of --help)",
                        "--bogus=2: unknown (expected: an option of --help)",
                        "word: unknown (expected: an option of --help)")));
    }

    @Test
    void saysWhenAFlagHasNoValue() {
        assertThat(parse("--host"))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .asString()
                                .contains("--host"));
    }

    @Test
    void refusesAKeyThatIsEmptyOrNotThere() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        assertThat(parse("--auth_mode=jwt", "--jwt_secret_file=" + empty))
                .isEqualTo(new Outcome.Invalid(
                        List.of("--jwt_secret_file: " + empty + " (expected: a file of 1 to 65536 bytes)")));
        assertThat(parse("--auth_mode=jwt", "--jwt_secret_file=/dev/zero"))
                .isEqualTo(new Outcome.Invalid(
                        List.of("--jwt_secret_file: /dev/zero (expected: a file of 1 to 65536 bytes)")));
        Path nowhere = directory.resolve("nowhere");
        assertThat(parse("--auth_mode=jwt", "--jwt_secret_file=" + nowhere))
                .isEqualTo(
                        new Outcome.Invalid(List.of("--jwt_secret_file: " + nowhere + " (expected: a readable file)")));
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThat(parse("--registry_port=x", "--bogus", "--min_ttl=0s", "--dialect=2"))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid -> assertThat(invalid.problems()).hasSize(4));
    }

    private static Outcome parse(String... arguments) {
        return ControlPlaneOptions.parse(Arrays.asList(arguments));
    }
}
