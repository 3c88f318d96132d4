package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.routing.LiteralPattern.Edge;
import java.util.List;
import java.util.Optional;

/**
 * Recognizes the expressions that need no engine.
 *
 * <p>What it recognizes means the same as to RE2: found anywhere, a dot matches anything but a line feed, {@code ^} and
 * {@code $} are the very ends of the value.
 */
final class LiteralPatterns {

    private static final String MEANINGFUL = "\\^$.|?*+()[]{}";
    private static final List<String> LIST_BEGINS = List.of("^(.*?;)?", "^(.*;)?");
    private static final List<String> LIST_ENDS = List.of("(;.*)?$", "(;.*?)?$");

    private final String expression;
    private final StringBuilder literal = new StringBuilder();
    private int at;

    private LiteralPatterns(String expression) {
        this.expression = expression;
    }

    /** The pattern, where the expression is one of the simple ones. */
    static Optional<HeaderPattern> recognize(String expression) {
        for (String begin : LIST_BEGINS) {
            if (expression.startsWith(begin)) {
                return new LiteralPatterns(expression).listed(begin);
            }
        }
        return new LiteralPatterns(expression).plain();
    }

    private Optional<HeaderPattern> listed(String begin) {
        at = begin.length();
        boolean grouped = skip("(");
        readLiteral();
        boolean closed = !grouped || skip(")");
        if (!closed || literal.isEmpty() || !LIST_ENDS.contains(expression.substring(at))) {
            return Optional.empty();
        }
        return Optional.of(new ListedPattern(literal.toString()));
    }

    private Optional<HeaderPattern> plain() {
        Edge start = edge(skip("^"), skipAnything());
        readLiteral();
        boolean anythingAfter = skipAnything();
        Edge end = edge(skip("$"), anythingAfter);
        if (at < expression.length()) {
            return Optional.empty();
        }
        return Optional.of(new LiteralPattern(literal.toString(), start, end));
    }

    private static Edge edge(boolean anchored, boolean anything) {
        if (!anchored) {
            return Edge.FREE;
        }
        return anything ? Edge.SAME_LINE : Edge.AT;
    }

    private boolean skipAnything() {
        return skip(".*?") || skip(".*");
    }

    private boolean skip(String text) {
        boolean there = expression.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    /** Stops at the first character that means something else than itself. */
    private void readLiteral() {
        while (at < expression.length()) {
            char c = expression.charAt(at);
            boolean escaped = c == '\\' && at + 1 < expression.length() && isPunctuation(expression.charAt(at + 1));
            if (!escaped && (MEANINGFUL.indexOf(c) >= 0 || c < ' ' || c > 0xFF)) {
                return;
            }
            literal.append(escaped ? expression.charAt(at + 1) : c);
            at += escaped ? 2 : 1;
        }
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }
}
