package io.amalgam8.sidecar.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a rule holds: {@code itself} and every one of {@code all} and at least one of {@code any} (when there are some)
 * and not one of {@code none}.
 */
public record Match(Condition itself, List<Condition> all, List<Condition> any, List<Condition> none) {

    /** Holds for every request. */
    public static final Match ALWAYS =
            new Match(new Condition(Optional.empty(), Map.of()), List.of(), List.of(), List.of());

    public Match {
        all = List.copyOf(all);
        any = List.copyOf(any);
        none = List.copyOf(none);
    }
}
