package io.amalgam8.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CannotStartExceptionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error=8, Exec format error              | 126 | cannot be executed",
                "error=13, Permission denied             | 126 | cannot be executed",
                "error=11, Resource temporarily unavailable | 1 | room for another process",
                "error=12, Cannot allocate memory        | 1   | room for another process",
                "error=24, Too many open files           | 1   | room for another process",
            })
    void blamesTheProgramOnlyWhereTheSystemHasRoomForIt(String reason, int exitCode, String words) {
        CannotStartException refused =
                CannotStartException.refused("serve", new IOException("Cannot run program \"serve\": " + reason));

        assertThat(refused.exitCode()).isEqualTo(exitCode);
        assertThat(refused).hasMessageContaining("serve").hasMessageContaining(words);
    }
}
