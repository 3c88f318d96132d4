package io.amalgam8.sidecar.e2e;

import io.amalgam8.sidecar.e2e.Page.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command of a page.
 *
 * @param line where it stands in the page
 * @param command as it would be pasted, of several lines maybe
 * @param printed what the page says that it prints; empty where it says nothing
 */
record Step(int line, String command, Optional<ExpectedOutput> printed) {

    private static final String PROMPT = "$ ";
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*(['\"]?)(\\w+)\\1");

    /** The commands of a block of the kind {@code sh}, where all lines are commands. */
    static List<Step> ofCommands(Block block) {
        List<Step> steps = new ArrayList<>();
        List<String> lines = block.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
                continue;
            }
            int end = end(lines, i, lines.get(i));
            steps.add(new Step(block.line() + i, String.join("\n", lines.subList(i, end)), Optional.empty()));
            i = end - 1;
        }
        return steps;
    }

    /** Those of a block of the kind {@code console}, where a command has a prompt before it and its output behind it. */
    static List<Step> ofConsole(Block block) {
        List<Step> steps = new ArrayList<>();
        List<String> lines = block.lines();
        for (int i = 0; i < lines.size(); ) {
            int begin = i;
            if (!lines.get(i).startsWith(PROMPT)) {
                throw new AssertionError(
                        "line " + (block.line() + i) + ": " + lines.get(i) + " (expected: $ and a command)");
            }
            String first = lines.get(i).substring(PROMPT.length());
            int end = end(lines, i, first);
            String command = String.join("\n", lines.subList(i, end)).substring(PROMPT.length());
            i = end;
            while (i < lines.size() && !lines.get(i).startsWith(PROMPT)) {
                i++;
            }
            steps.add(new Step(block.line() + begin, command, Optional.of(new ExpectedOutput(lines.subList(end, i)))));
        }
        return steps;
    }

    /** Whether it asks how the command before it has ended. */
    boolean asksForExitCode() {
        return command.equals("echo $?");
    }

    /** The line behind a command: after its open quotes, backslashes at ends of lines, and here-documents. */
    private static int end(List<String> lines, int begin, String first) {
        Quoting quoting = new Quoting();
        String line = first;
        int i = begin;
        while (quoting.goesOn(line)) {
            i++;
            line = lineAt(lines, i, begin);
        }
        Matcher document = HERE_DOCUMENT.matcher(String.join("\n", lines.subList(begin, i + 1)));
        if (document.find()) {
            do {
                i++;
            } while (!lineAt(lines, i, begin).equals(document.group(2)));
        }
        return i + 1;
    }

    private static String lineAt(List<String> lines, int i, int begin) {
        if (i >= lines.size()) {
            throw new AssertionError("a command without an end: " + lines.get(begin));
        }
        return lines.get(i);
    }

    /** Which quotes are open. */
    private static final class Quoting {

        private char open;

        /** Takes a line in; whether the next one belongs to the same command. */
        boolean goesOn(String line) {
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                boolean comment = open == 0 && c == '#' && (i == 0 || line.charAt(i - 1) == ' ');
                if (comment) {
                    return false;
                }
                if (c == '\\' && open != '\'') {
                    i++;
                    if (i == line.length()) {
                        return true;
                    }
                } else if (open == c) {
                    open = 0;
                } else if (open == 0 && (c == '\'' || c == '"')) {
                    open = c;
                }
            }
            return open != 0;
        }
    }
}
