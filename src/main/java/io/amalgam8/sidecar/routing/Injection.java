package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the action rules do to one call: wait, then perhaps answer in the instance's place.
 *
 * @param rule the id of the action rule that held; empty when none did
 * @param delay how long the call waits; zero for not at all
 * @param abort the code to answer with
 */
public record Injection(Optional<String> rule, Duration delay, OptionalInt abort, List<Trace> traces) {

    /** Nothing is done. */
    public static final Injection NONE = new Injection(Optional.empty(), Duration.ZERO, OptionalInt.empty(), List.of());

    /** Whether there is anything but traces. */
    public boolean isFault() {
        return !delay.isZero() || abort.isPresent();
    }
}
