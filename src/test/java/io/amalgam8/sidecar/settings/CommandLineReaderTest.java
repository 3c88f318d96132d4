package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the flags end, and what is made of the rest. */
final class CommandLineReaderTest {

    private final Findings findings = new Findings();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // arguments; the application's words
                "python app.py; python app.py",
                "--proxy python app.py --register; python app.py --register",
                "--proxy --supervise sleep 5 -v --help; sleep 5 -v --help",
                "--supervise true; true",
                "--supervise=true true false; true false",
                "--service=a b --service=c; b --service=c",
                "--service a b; b",
                "-- demo; demo",
                "--proxy -- --flag -x; --flag -x",
                "-- -- x; -- x",
                "app -- x -- y; app -- x -- y",
                "app --unknown=1 -5; app --unknown=1 -5",
                "- x; - x",
                "@file x; @file x",
                "'quoted'; 'quoted'",
                "a=b --proxy; a=b --proxy",
            })
    void theFirstWordThatIsNoFlagBeginsTheApplicationsCommandLine(String arguments, String words) {
        Map<Option<?>, Given> values = read(arguments.split(" ", -1));
        assertThat(given(values, Options.APP).items()).containsExactly(words.split(" ", -1));
        assertThat(given(values, Options.APP).origin()).isEqualTo(Origin.words());
        assertThat(findings.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--proxy false, --proxy, false",
        "--register --proxy=true -supervise 0 x, -supervise, 0",
        "--supervise true, --supervise, true",
    })
    void aSwitchsValueBehindABlankIsTakenForTheApplicationAndThatIsTold(String arguments, String flag, String word) {
        read(arguments.split(" ", -1));

        assertThat(findings.warnings())
                .containsExactly(flag + ": " + word + " behind it is taken for the application to run (expected: "
                        + flag + "=" + word + ", or " + flag + " -- " + word + ")");
    }

    @ParameterizedTest
    @CsvSource({"--proxy -- false", "--proxy=false false", "--service true false", "--proxy python false"})
    void anApplicationOfThatNameMayBeMeant(String arguments) {
        read(arguments.split(" ", -1));

        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void wordsStayAsTheyAre() {
        Map<Option<?>, Given> values = read("--proxy", "sh", "-c", "echo \"a  b\" $X ${Y} | cat", "", "'q'", "\"r\"");
        assertThat(given(values, Options.APP).items())
                .containsExactly("sh", "-c", "echo \"a  b\" $X ${Y} | cat", "", "'q'", "\"r\"");
    }

    @Test
    void valuesStayAsTheyAre() {
        assertThat(given(read("--registry_token", "a=b c'd\"="), Options.REGISTRY_TOKEN)
                        .text())
                .isEqualTo("a=b c'd\"=");
        assertThat(given(read("--registry_token=\"x\""), Options.REGISTRY_TOKEN).text())
                .isEqualTo("\"x\"");
        assertThat(given(read("--registry_poll", "-5s"), Options.REGISTRY_POLL).text())
                .isEqualTo("-5s");
        assertThat(given(read("--state_file="), Options.STATE_FILE).text()).isEmpty();
    }

    @Test
    void withoutWordsThereIsNoApplication() {
        assertThat(read("--proxy", "--")).doesNotContainKey(Options.APP);
        assertThat(read()).isEmpty();
    }

    @Test
    void helpAndVersionHaveShortNames() {
        assertThat(read("-h")).containsKey(Options.HELP);
        assertThat(read("-v")).containsKey(Options.VERSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--registry_ulr=http://x; --registry_ulr: unknown flag (did you mean --registry_url?)",
                "-regster; -regster: unknown flag (did you mean --register?)",
                "--registry-url=x; --registry-url: unknown flag (did you mean --registry_url?)",
                "--Proxy; --Proxy: unknown flag (did you mean --proxy?)",
                "--print_config; --print_config: unknown flag (did you mean --print-config?)",
                "--heathchecks=http://x; --heathchecks: unknown flag (did you mean --healthchecks?)",
                "-x; -x: unknown flag (nearest: --tls)",
                "-pv; -pv: unknown flag (nearest: --tls)",
                "-1; -1: unknown flag (nearest: --tls)",
                "--registry_tokn=geheim; --registry_tokn: unknown flag (did you mean --registry_token?)",
            })
    void anUnknownFlagIsNamedWithTheNearestOneAndWithoutItsValue(String argument, String problem) {
        read(argument);
        assertThat(findings.problems()).containsExactly(problem);
    }

    @Test
    void allUnknownFlagsAreNamed() {
        read("--one=1", "--proxy", "--two=2", "--register");
        assertThat(findings.problems()).hasSize(2).anyMatch(problem -> problem.startsWith("--one: "));
    }

    @Test
    void theWordBehindAnUnknownFlagIsTakenForItsValue() {
        Map<Option<?>, Given> values = read("--registry_ulr", "http://registry", "--proxy", "--two=2", "app");

        assertThat(values).containsKey(Options.PROXY);
        assertThat(given(values, Options.APP).items()).containsExactly("app");
        assertThat(findings.problems()).hasSize(2);
    }

    @Test
    void anUnknownFlagBeforeTheDelimiterTakesNothing() {
        assertThat(given(read("--unknown", "--", "app"), Options.APP).items()).containsExactly("app");
    }

    private Map<Option<?>, Given> read(String... arguments) {
        return new CommandLineReader(findings).read(List.of(arguments));
    }

    private static Given given(Map<Option<?>, Given> values, Option<?> option) {
        return Optional.ofNullable(values.get(option)).orElseThrow();
    }
}
