package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.RuleSet;
import java.util.Optional;

/** What an earlier run knew last, as far as it was saved. */
public record SavedState(Optional<Catalog> catalog, Optional<RuleSet> rules) {

    /** Nothing was saved, or nothing that can be used. */
    public static final SavedState NONE = new SavedState(Optional.empty(), Optional.empty());

    boolean isEmpty() {
        return catalog.isEmpty() && rules.isEmpty();
    }
}
