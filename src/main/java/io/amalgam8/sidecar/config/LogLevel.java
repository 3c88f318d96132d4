package io.amalgam8.sidecar.config;

import java.util.Locale;
import java.util.Optional;

/** How much the sidecar says of itself. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** The words that are taken for one, for messages. */
    public static final String WORDS = "debug, info, warn, error, fatal or panic";

    /** The one that the word means, in capitals or not; Amalgam8's own two above error mean that. */
    public static Optional<LogLevel> named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "debug" -> Optional.of(DEBUG);
            case "info" -> Optional.of(INFO);
            case "warn", "warning" -> Optional.of(WARN);
            case "error", "fatal", "panic" -> Optional.of(ERROR);
            default -> Optional.empty();
        };
    }
}
