package io.amalgam8.sidecar.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Command lines that make no sense, and what is said of them. */
final class MisuseTest {

    private final CommandLine line = new CommandLine(CommandSpec.create()
            .name("tool")
            .addOption(OptionSpec.builder("--proxy_port").type(int.class).build())
            .addOption(OptionSpec.builder("--form", "-f")
                    .type(Form.class)
                    .completionCandidates(List.of("round", "flat"))
                    .build())
            .addSubcommand("list", CommandSpec.create().name("list")));

    private enum Form {
        ROUND,
        FLAT
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --prox_port 1;    --prox_port: no such option (did you mean --proxy_port?)
            --zzzz=GEHEIM;    --zzzz: no such option
            --proxy_port x;   --proxy_port: x (expected: a whole number)
            -f square;        --form: square (expected: round or flat)
            lits;             lits: no such command (did you mean list?)
            explode;          explode: no such command
            list x;           x: unexpected argument
            --proxy_port;     Missing required parameter for option '--proxy_port' (PARAM)
            """)
    void saysInPlainWordsWhatIsWrong(String words, String said) {
        assertThat(said(words.split(" "))).isEqualTo(said);
    }

    private String said(String... words) {
        try {
            return "nothing: " + line.parseArgs(words);
        } catch (ParameterException e) {
            return Misuse.of(e);
        }
    }
}
