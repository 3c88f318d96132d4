package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that the configuration names. */
final class FileChecksTest {

    /** Self-signed, for nobody; its key was thrown away. */
    private static final String CERTIFICATE = "certificate.pem";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"geheim", "geheim\n", "geheim\r\n"})
    void aTokenFileHasOneLine(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), content);
        assertThatCode(() -> FileChecks.checkToken("--registry_token_file", file))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n", "geheim\ngeheim\n", "geheim\n\n", "geheim\t"})
    void anotherTokenFileIsRefusedAndItsContentNotShown(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), content);
        refuses(() -> FileChecks.checkToken("--registry_token_file", file), "a file with a token on one line");
    }

    @Test
    void aTokenFileThatIsNoFileIsRefused() {
        Path nowhere = directory.resolve("nowhere");
        refuses(() -> FileChecks.checkToken("--registry_token_file", nowhere), "a file that exists");
        refuses(() -> FileChecks.checkToken("--registry_token_file", directory), "a file");
    }

    @Test
    void authoritiesAreCertificates() throws IOException {
        Path good = Path.of("src", "test", "resources", CERTIFICATE);
        assertThatCode(() -> FileChecks.checkAuthorities("--upstream_ca_cert_file", good))
                .doesNotThrowAnyException();
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path wrong = Files.writeString(directory.resolve("wrong.pem"), "-----BEGIN CERTIFICATE-----\ngeheim\n");
        String expectation = "a file with certificates in PEM";
        refuses(() -> FileChecks.checkAuthorities("--upstream_ca_cert_file", empty), expectation);
        refuses(() -> FileChecks.checkAuthorities("--upstream_ca_cert_file", wrong), expectation);
        refuses(
                () -> FileChecks.checkAuthorities("--upstream_ca_cert_file", directory.resolve("nowhere")),
                "a file that exists");
        refuses(() -> FileChecks.checkAuthorities("--upstream_ca_cert_file", directory), "a file that can be read");
    }

    @Test
    void aStateFileCanBeReadOrIsNotThereYet() throws IOException {
        Path there = Files.writeString(directory.resolve("state"), "{}");
        assertThatCode(() -> FileChecks.checkState("--state_file", there)).doesNotThrowAnyException();
        assertThatCode(() -> FileChecks.checkState("--state_file", directory.resolve("new")))
                .doesNotThrowAnyException();
        String expectation = "a file that can be read, or none in a directory that exists";
        refuses(() -> FileChecks.checkState("--state_file", directory), expectation);
        refuses(() -> FileChecks.checkState("--state_file", directory.resolve("no/where")), expectation);
        refuses(() -> FileChecks.checkState("--state_file", there.resolve("below")), expectation);
    }

    @Test
    void aConfigurationIsATextOfSensibleSize() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});
        Path huge = Files.write(directory.resolve("huge"), new byte[(4 << 20) + 1]);
        assertThat(FileChecks.read("--config", Files.writeString(directory.resolve("good"), "\u00e4\n")))
                .isEqualTo("\u00e4\n");
        refuses(() -> FileChecks.read("--config", binary), "a text in UTF-8");
        refuses(() -> FileChecks.read("--config", huge), "a file of at most 4 MiB");
        refuses(() -> FileChecks.read("--config", Path.of("/dev/zero")), "a file of at most 4 MiB");
    }

    @Test
    void filesAreCheckedOnEveryStartAndByCheck() {
        List<String> arguments = List.of(
                "--proxy",
                "--registry_url=http://r",
                "--controller_url=http://c",
                "--service=s",
                "--registry_token_file=" + directory,
                "--controller_token_file=/nowhere/t",
                "--upstream_ca_cert_file=/nowhere/ca",
                "--state_file=/nowhere/state");
        assertThat(problems(arguments)).hasSize(4);
        assertThat(problems(
                        Stream.concat(arguments.stream(), Stream.of("--check")).toList()))
                .hasSize(4);
    }

    private static List<String> problems(List<String> arguments) {
        Outcome outcome = Settings.read(arguments, Map.of(), Optional::empty);
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) outcome).problems();
    }

    private static void refuses(ThrowingCallable check, String expectation) {
        assertThatThrownBy(check)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("--")
                .hasMessageEndingWith(" (expected: " + expectation + ")")
                .hasMessageNotContaining("geheim");
    }
}
