package io.amalgam8.sidecar.demo;

import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What the demo prints: aligned, and coloured where a terminal shows it. */
final class Screen {

    private static final int STATE_WIDTH = 9;
    private static final int NAME_WIDTH = 17;

    private final PrintStream out;
    private final Ansi ansi;

    Screen(PrintStream out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void title(String text) {
        line("");
        line(styled("bold", text));
        line("");
    }

    /** One line of progress. */
    void step(String state, String name, String detail) {
        line("  " + styled("faint", pad(state, STATE_WIDTH)) + pad(name, NAME_WIDTH) + detail);
    }

    /** The same, of something that is as it should be. */
    void good(String state, String name, String detail) {
        line("  " + styled("green", pad(state, STATE_WIDTH)) + pad(name, NAME_WIDTH) + detail);
    }

    /** The same, of something that is not. */
    void bad(String state, String name, String detail) {
        line("  " + styled("red", pad(state, STATE_WIDTH)) + pad(name, NAME_WIDTH) + detail);
    }

    void lesson(Lesson lesson) {
        line("  " + styled("bold", lesson.title()));
        lesson.commands().stream().flatMap(String::lines).forEach(command -> line("    " + styled("cyan", command)));
        line("");
    }

    /** What a process has printed, set off from what we say. */
    void quote(List<String> lines) {
        lines.forEach(line -> line("    | " + line));
    }

    void line(String text) {
        out.println(text);
    }

    private String styled(String style, String text) {
        if (!ansi.enabled()) {
            return text;
        }
        return ansi.new Text("@|" + style + " " + text + "|@").toString();
    }

    private static String pad(String text, int width) {
        return String.format("%-" + width + "s ", text);
    }
}
