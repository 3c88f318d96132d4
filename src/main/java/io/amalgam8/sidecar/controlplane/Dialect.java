package io.amalgam8.sidecar.controlplane;

import java.util.Optional;

/** Which rules the controller takes, and how it answers to the others. */
public enum Dialect {
    /**
     * What 0.3.0 or 1.1.0 takes, and backends without tags or with {@code host}; but no rule that cannot be meant: without a
     * destination, with weights above 1 in sum, with a {@code return_code} that is no integer. An invalid rule is answered 400
     * {@code error_invalid_rule} with its place and the reason.
     */
    UNION("union"),
    /**
     * What 0.3.0 takes, the registry's endpoint values of at most 64 bytes included, and its bare 500 {@code error_internal} for
     * an invalid rule.
     */
    V0_3("0.3");

    private final String flag;

    Dialect(String flag) {
        this.flag = flag;
    }

    static Optional<Dialect> named(String flag) {
        for (Dialect dialect : values()) {
            if (dialect.flag.equals(flag)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }
}
