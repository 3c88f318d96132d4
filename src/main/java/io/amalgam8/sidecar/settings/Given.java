package io.amalgam8.sidecar.settings;

import java.util.List;

/**
 * A value as it was written, not yet understood.
 *
 * @param items the items of a list; one text otherwise
 */
record Given(List<String> items, Origin origin) {

    Given {
        items = List.copyOf(items);
    }

    static Given text(String text, Origin origin) {
        return new Given(List.of(text), origin);
    }

    /** The text; a list's items joined by commas. */
    String text() {
        return String.join(",", items);
    }

    /** Its name alone: the text may be a secret. */
    @Override
    public String toString() {
        return name();
    }

    /** What errors call it. */
    String name() {
        return origin.name();
    }
}
