package io.amalgam8.sidecar.routing;

/**
 * An expression that is a literal between two edges, found without an engine: {@code x}, {@code .*?x}, {@code ^x$},
 * {@code ^.*x.*$} and their like.
 */
record LiteralPattern(String literal, Edge start, Edge end) implements HeaderPattern {

    /** What may stand between the literal and an end of the value. */
    enum Edge {
        /** Anything. */
        FREE,
        /** Nothing. */
        AT,
        /** Anything but a line feed, which a dot does not match. */
        SAME_LINE
    }

    @Override
    public boolean foundIn(String value) {
        int at = place(value);
        if (at < 0) {
            return false;
        }
        if (start == Edge.SAME_LINE && hasLineFeed(value, 0, at)) {
            return false;
        }
        return end != Edge.SAME_LINE || !hasLineFeed(value, at + literal.length(), value.length());
    }

    /** The one occurrence that decides: if this one does not fit between the edges, none does. */
    private int place(String value) {
        if (start == Edge.AT) {
            boolean fits = end != Edge.AT || value.length() == literal.length();
            return fits && value.startsWith(literal) ? 0 : -1;
        }
        if (end == Edge.AT) {
            return value.endsWith(literal) ? value.length() - literal.length() : -1;
        }
        boolean last = start == Edge.FREE && end == Edge.SAME_LINE;
        return last ? value.lastIndexOf(literal) : value.indexOf(literal);
    }

    private static boolean hasLineFeed(String value, int from, int to) {
        int at = value.indexOf('\n', from);
        return at >= 0 && at < to;
    }
}
