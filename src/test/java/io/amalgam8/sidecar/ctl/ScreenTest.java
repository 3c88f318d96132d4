package io.amalgam8.sidecar.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.ctl.Screen.Tone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

final class ScreenTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void coloursOnlyWhereATerminalShowsIt() {
        new Screen(out, Ansi.OFF).row(Tone.GOOD, "held", "rule");
        assertThat(said()).isEqualTo("  held           rule\n");
    }

    @Test
    void coloursTheNameAlone() {
        new Screen(out, Ansi.ON).row(Tone.GOOD, "held", "rule");
        assertThat(said()).startsWith("  \u001b[32mheld").endsWith("\u001b[0m rule\n");
    }

    @Test
    void letsNoNameSteerTheTerminal() {
        Screen screen = new Screen(out, Ansi.ON);
        screen.line("a\u001b[2Jb\rc\nd\u202ee\u009bf");
        screen.line(Tone.BAD, "x\u001b]0;title\u0007|@ @|green y|@");
        assertThat(said().replace("\u001b[31m", "").replace("\u001b[39m", "").replace("\u001b[0m", ""))
                .doesNotContain("\u001b", "\r", "\u202e", "\u009b", "\u0007")
                .startsWith("a?[2Jb?c?d?e?f\n");
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
