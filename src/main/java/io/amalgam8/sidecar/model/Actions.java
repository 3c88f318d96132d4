package io.amalgam8.sidecar.model;

import java.time.Duration;
import java.util.List;

/** What is done to the calls, in this order. */
public record Actions(List<Action> actions) implements Rule.Effect {

    public Actions {
        actions = List.copyOf(actions);
    }

    /** One thing done to a call whose instance bears all of the tags. */
    public sealed interface Action {
        Tags tags();
    }

    /** Holds the call up, with that probability (0 to 1). */
    public record Delay(Duration duration, double probability, Tags tags) implements Action {

        /** A rule that asks for a longer one is refused. */
        public static final Duration LONGEST = Duration.ofMinutes(10);
    }

    /** Answers in the instance's place, with that probability; 100 to 599 is a status, other codes close the connection. */
    public record Abort(int returnCode, double probability, Tags tags) implements Action {}

    /** Adds a key and a value to the access log's line. */
    public record Trace(String key, String value, Tags tags) implements Action {}
}
