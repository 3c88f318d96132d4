package io.amalgam8.sidecar.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param name what it is called in a failure
 * @param blocks its fenced blocks, in their order
 */
record Page(String name, List<Block> blocks) {

    private static final Pattern FENCE = Pattern.compile("(`{3,})(.*)");
    private static final Pattern MARK = Pattern.compile("<!-- run: (.*) -->");
    private static final Pattern ELSEWHERE = Pattern.compile("in another terminal, until \"(.+)\"");

    Page {
        blocks = List.copyOf(blocks);
    }

    /** How a block is run, where that is not at once, once and in the reader's terminal. */
    sealed interface Mark {

        /** {@code <!-- run: in another terminal, until "TEXT" -->}: it goes on until the page ends; then it says that. */
        record Elsewhere(String until) implements Mark {}

        /** {@code <!-- run: until it is so -->}: again and again, since what was done before needs a moment. */
        record Eventually() implements Mark {}
    }

    /**
     * One of its fenced blocks.
     *
     * @param kind the fence's info string
     * @param line where its text begins, in the page
     */
    record Block(String kind, Optional<Mark> mark, int line, List<String> lines) {

        Block {
            lines = List.copyOf(lines);
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static Page read(Path file) throws IOException {
        return of(file.toString(), Files.readAllLines(file));
    }

    static Page of(String name, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Optional<Mark> mark = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                int end = end(name, lines, i, fence.group(1));
                blocks.add(new Block(fence.group(2).strip(), mark, i + 2, lines.subList(i + 1, end)));
                mark = Optional.empty();
                i = end;
                continue;
            }
            if (mark.isPresent() && !line.isBlank()) {
                throw new AssertionError(name + ":" + (i + 1) + ": a mark without a block behind it");
            }
            mark = mark.or(() -> mark(name, line));
        }
        return new Page(name, blocks);
    }

    private static int end(String name, List<String> lines, int begin, String fence) {
        for (int i = begin + 1; i < lines.size(); i++) {
            if (lines.get(i).equals(fence)) {
                return i;
            }
        }
        throw new AssertionError(name + ":" + (begin + 1) + ": a block without an end");
    }

    private static Optional<Mark> mark(String name, String line) {
        Matcher mark = MARK.matcher(line);
        if (!mark.matches()) {
            return Optional.empty();
        }
        if (mark.group(1).equals("until it is so")) {
            return Optional.of(new Mark.Eventually());
        }
        Matcher elsewhere = ELSEWHERE.matcher(mark.group(1));
        if (!elsewhere.matches()) {
            throw new AssertionError(name + ": " + line + " (expected: a mark that is known)");
        }
        return Optional.of(new Mark.Elsewhere(elsewhere.group(1)));
    }
}
