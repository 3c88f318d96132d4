package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.time.Duration;
import java.util.List;

/** What no record of the tree may be built without; where a value was given is told by those who read it. */
final class Checks {

    private Checks() {}

    /** 0 lets the system choose. */
    static void port(String name, int port) {
        inRange(name, port, 0, 65535);
    }

    static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw InvalidValueException.of(name, value, least + ".." + most);
        }
    }

    static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw InvalidValueException.of(name, duration, "above zero");
        }
    }

    static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw InvalidValueException.of(name, duration, "not negative");
        }
    }

    static void notEmpty(String name, List<String> items) {
        if (items.isEmpty()) {
            throw InvalidValueException.of(name, items, "at least one");
        }
    }
}
