package io.amalgam8.sidecar.routing;

/** The usual expression for one cookie, {@code ^(.*?;)?(x)(;.*)?$}: a literal that is one entry of a list of such. */
record ListedPattern(String literal) implements HeaderPattern {

    @Override
    public boolean foundIn(String value) {
        if (value.indexOf('\n') >= 0) {
            return false;
        }
        for (int at = value.indexOf(literal); at >= 0; at = value.indexOf(literal, at + 1)) {
            if (isEntry(value, at, at + literal.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEntry(String value, int from, int to) {
        return (from == 0 || value.charAt(from - 1) == ';') && (to == value.length() || value.charAt(to) == ';');
    }
}
