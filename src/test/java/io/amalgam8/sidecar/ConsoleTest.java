package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With what the program ends where there is no sidecar to run. */
final class ConsoleTest {

    @ParameterizedTest
    @CsvSource({
        "--help, 0",
        "--version, 0",
        "--check --proxy --registry_url http://r --controller_url http://c, 0",
        "--print-config --proxy --registry_url http://r --controller_url http://c, 0",
        "--check --proxy, 2",
        "--print-config --proxy, 2",
        "--bogus, 2",
        "'', 2"
    })
    void endsWellWhereNothingIsWrongAndWith2Otherwise(String arguments, int code) {
        List<String> words = arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
        Outcome outcome = Settings.read(words, Map.of());

        assertThat(Console.show(outcome)).isEqualTo(code);
    }

    @Test
    void endsWith2ForAWordThatCannotBeServed() {
        assertThat(Console.refuse("a8sidecar", List.of("ctl: this version has no such verb")))
                .isEqualTo(2);
    }
}
