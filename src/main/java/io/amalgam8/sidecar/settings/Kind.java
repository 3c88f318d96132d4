package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.Optional;

/**
 * A kind of value: how it is written, and what it means.
 *
 * @param placeholder what stands for the value in the help; empty for a switch, which needs none
 * @param mayBeEmpty whether an empty text says "none", rather than being an error
 */
record Kind<T>(String placeholder, Shape shape, boolean mayBeEmpty, Reading<T> reading) {

    /** What a value of the kind looks like in YAML. */
    enum Shape {
        /** Stands alone on the command line. */
        SWITCH,
        SCALAR,
        /** Masked wherever it is shown. */
        SECRET,
        /** Items between commas; in YAML a list, too. */
        LIST,
        /** Likewise; in YAML the items are mappings. */
        RECORDS,
        /** A command line: in YAML a list only. */
        WORDS
    }

    /** What a text means; it throws {@link InvalidValueException} when it means nothing. */
    interface Reading<T> {
        T read(Given given);
    }

    /** Why that cannot be understood; empty when it can. */
    Optional<String> problem(Given given) {
        try {
            reading.read(given);
            return Optional.empty();
        } catch (InvalidValueException e) {
            return Optional.of(e.reason());
        }
    }

    /** Whether what is given says "none". */
    boolean isNone(Given given) {
        return mayBeEmpty
                && (shape == Shape.WORDS
                        ? given.items().isEmpty()
                        : given.text().isEmpty());
    }

    boolean isSwitch() {
        return shape == Shape.SWITCH;
    }

    boolean isSecret() {
        return shape == Shape.SECRET;
    }

    boolean isList() {
        return shape == Shape.LIST || shape == Shape.RECORDS || shape == Shape.WORDS;
    }
}
