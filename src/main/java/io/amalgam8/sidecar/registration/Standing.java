package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.poll.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * How the application stands with the registry, and what is to be done next, and when: all of it without doing anything.
 *
 * @param lease what was granted; empty while it is not registered
 * @param failures of the present task, in a row
 * @param lastFailure the kind of the last of them
 */
record Standing(Optional<Lease> lease, int failures, Optional<Kind> lastFailure) {

    /** Not registered, nothing tried. */
    static final Standing NEW = new Standing(Optional.empty(), 0, Optional.empty());

    private static final int BEATS_PER_TTL = 3;
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(100);
    private static final Backoff REGISTER = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0.1);
    /** Half of the longest to the longest, so that two attempts are never further apart. */
    private static final Duration LONGEST_BEAT_RETRY = Duration.ofSeconds(2);

    private static final Backoff REFUSED = new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(60), 0.1);

    /** What is to be done. */
    enum Task {
        REGISTER,
        HEARTBEAT
    }

    Task task() {
        return lease.isPresent() ? Task.HEARTBEAT : Task.REGISTER;
    }

    /** The registry has granted a lease. */
    Standing granted(Lease granted) {
        return new Standing(Optional.of(granted), 0, Optional.empty());
    }

    /** The registry has answered a heartbeat. */
    Standing answered() {
        return new Standing(lease, 0, Optional.empty());
    }

    /** The task has failed; a heartbeat that the registry knows nothing of means that there is no lease any more. */
    Standing failed(Kind kind) {
        if (lease.isPresent() && kind == Kind.GONE) {
            return NEW;
        }
        return new Standing(lease, failures + 1, Optional.of(kind));
    }

    /**
     * How long to wait before the task.
     *
     * @param chance 0 to less than 1
     */
    Duration wait(double chance) {
        if (failures == 0) {
            return lease.map(Standing::beat).orElse(Duration.ZERO);
        }
        if (lastFailure.equals(Optional.of(Kind.REFUSED))) {
            return REFUSED.after(failures, chance);
        }
        return lease.map(granted -> beatRetry(granted, chance)).orElseGet(() -> REGISTER.after(failures, chance));
    }

    private static Duration beat(Lease lease) {
        Duration third = lease.ttl().dividedBy(BEATS_PER_TTL);
        return third.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : third;
    }

    private static Duration beatRetry(Lease lease, double chance) {
        Duration beat = beat(lease);
        Duration longest = beat.compareTo(LONGEST_BEAT_RETRY) < 0 ? beat : LONGEST_BEAT_RETRY;
        return Duration.ofNanos(Math.round((double) longest.toNanos() * (0.5 + chance / 2)));
    }
}
