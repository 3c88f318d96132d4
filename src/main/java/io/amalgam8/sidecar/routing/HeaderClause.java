package io.amalgam8.sidecar.routing;

/**
 * A header that must be there with a value in which the pattern is found.
 *
 * @param place where it stands in its rule
 * @param name in lower case
 */
record HeaderClause(String place, String name, String expression, HeaderPattern pattern) {

    /** Only so much of a value is tested, in characters: the end of a longer one is as if it were not there. */
    static final int TESTED_LENGTH = 8 * 1024;

    boolean holds(HeaderMemory headers, Observer observer) {
        boolean found = isFound(headers);
        observer.tested(this, found);
        return found;
    }

    /** Whether both ask the same, wherever they stand. */
    boolean asksAs(HeaderClause other) {
        return name.equals(other.name) && expression.equals(other.expression);
    }

    private boolean isFound(HeaderMemory headers) {
        int count = headers.count(name);
        for (int i = 0; i < count; i++) {
            if (pattern.foundIn(bounded(headers.value(i)))) {
                return true;
            }
        }
        return false;
    }

    private static String bounded(String value) {
        return value.length() <= TESTED_LENGTH ? value : value.substring(0, TESTED_LENGTH);
    }
}
