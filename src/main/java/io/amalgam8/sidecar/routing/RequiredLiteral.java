package io.amalgam8.sidecar.routing;

import java.util.Optional;

/**
 * Finds a text that stands in every value in which an expression is found, so that the engine, which is some fifty
 * times slower than a search for a text, is asked only where that text is there. Gives none where it is not sure.
 */
final class RequiredLiteral {

    /** Escapes that mean one class of characters or a place; of the others, some have arguments. */
    private static final String SIMPLE_ESCAPES = "dDwWsSbBAz";

    private static final int SHORTEST = 2;

    private final String expression;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";
    private int at;
    private int depth;
    private boolean sure = true;

    private RequiredLiteral(String expression) {
        this.expression = expression;
    }

    /** The longest run of characters outside of groups; empty where there is none worth it, or alternatives. */
    static Optional<String> of(String expression) {
        return new RequiredLiteral(expression).find();
    }

    private Optional<String> find() {
        while (sure && at < expression.length()) {
            char c = expression.charAt(at++);
            switch (c) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> open();
                case ')' -> close();
                case '|' -> sure = depth > 0;
                case '*', '?' -> optional();
                case '{' -> repeat();
                case '+', '.', '^', '$' -> endRun();
                default -> literal(c);
            }
        }
        endRun();
        return Optional.of(longest).filter(found -> sure && found.length() >= SHORTEST);
    }

    private void literal(char c) {
        sure = sure && c <= 0xFF;
        if (depth == 0) {
            run.append(c);
        }
    }

    /** What stands before may be missing. */
    private void optional() {
        run.setLength(Math.max(0, run.length() - 1));
        endRun();
    }

    private void repeat() {
        optional();
        skipPast('}');
    }

    private void escape() {
        if (at == expression.length()) {
            sure = false;
            return;
        }
        char c = expression.charAt(at++);
        if (Character.isLetterOrDigit(c)) {
            sure = SIMPLE_ESCAPES.indexOf(c) >= 0;
            endRun();
            return;
        }
        literal(c);
    }

    /** What is no plain class, such as one within another or one that begins with a bracket, is left to the engine. */
    private void characterClass() {
        endRun();
        int from = at;
        skipPast(']');
        String content = expression.substring(from, at);
        boolean plain = content.indexOf('[') < 0 && content.indexOf('\\') < 0;
        sure = sure && plain && !content.equals("]") && !content.equals("^]");
    }

    /** Flags could change what everything after them means. */
    private void open() {
        endRun();
        depth++;
        sure = !expression.startsWith("?", at);
    }

    private void close() {
        endRun();
        depth--;
        sure = depth >= 0;
    }

    private void skipPast(char end) {
        int found = expression.indexOf(end, at);
        sure = sure && found >= 0;
        at = found < 0 ? expression.length() : found + 1;
    }

    private void endRun() {
        longest = run.length() > longest.length() ? run.toString() : longest;
        run.setLength(0);
    }
}
