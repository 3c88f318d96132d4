package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.model.RuleUsage;
import java.time.Instant;
import java.util.Optional;

/** What one event loop counts of one rule. */
final class RuleMeters {

    private final Tally hits = new Tally();
    private final Tally lastMillis = new Tally();

    /** A call that came then has followed it; moments are milliseconds since 1970. */
    void matched(long millis) {
        hits.increment();
        lastMillis.set(millis);
    }

    RuleUsage usage() {
        return new RuleUsage(hits.get(), Optional.of(Instant.ofEpochMilli(lastMillis.get())));
    }

    /** What two event loops have counted. */
    static RuleUsage sum(RuleUsage one, RuleUsage other) {
        Optional<Instant> last = one.lastMatch()
                .map(moment -> other.lastMatch().filter(moment::isBefore).orElse(moment))
                .or(other::lastMatch);
        return new RuleUsage(one.hits() + other.hits(), last);
    }
}
