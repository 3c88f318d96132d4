package io.amalgam8.sidecar.ctl;

import io.amalgam8.sidecar.terminal.Printable;
import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/**
 * Text for reading: aligned, and coloured where a terminal shows it. What names and reasons bring along cannot steer the
 * terminal: control characters are shown as {@code ?}.
 */
final class Screen {

    private static final int NAME_WIDTH = 14;

    private final PrintStream out;
    private final Ansi ansi;

    /** How something is, by its colour. */
    enum Tone {
        GOOD("green"),
        WARNING("yellow"),
        BAD("red"),
        FAINT("faint"),
        BOLD("bold"),
        PLAIN("");

        private final String style;

        Tone(String style) {
            this.style = style;
        }
    }

    Screen(PrintStream out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** A document as it is. */
    void raw(String text) {
        out.println(text);
    }

    void line(String text) {
        out.println(Printable.of(text));
    }

    void line(Tone tone, String text) {
        out.println(styled(tone, text));
    }

    /** The head of what follows, after an empty line. */
    void title(String text) {
        out.println();
        out.println(styled(Tone.BOLD, text));
    }

    /** A name and what there is to say of it. */
    void row(String name, String text) {
        row(Tone.PLAIN, name, text);
    }

    /** The same, the name coloured. */
    void row(Tone tone, String name, String text) {
        String padded = Printable.of(name) + " ".repeat(Math.max(0, NAME_WIDTH - name.length()));
        out.println("  " + styled(tone, padded) + " " + Printable.of(text));
    }

    private String styled(Tone tone, String text) {
        String shown = Printable.of(text);
        if (!ansi.enabled() || tone.style.isEmpty()) {
            return shown;
        }
        return ansi.new Text("@|" + tone.style + " " + shown.replace("|@", "| @") + "|@").toString();
    }
}
