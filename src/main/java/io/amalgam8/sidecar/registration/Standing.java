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
 * @param wanted whether it is to be registered
 * @param failures of the present task, in a row
 * @param lastFailure the kind of the last of them
 * @param least for how long the registry wants to be left in peace, as it said with that
 */
record Standing(Optional<Lease> lease, boolean wanted, int failures, Optional<Kind> lastFailure, Duration least) {

    /** Not registered, nothing tried, and nothing wanted. */
    static final Standing NEW = new Standing(Optional.empty(), false, 0, Optional.empty(), Duration.ZERO);

    private static final int BEATS_PER_TTL = 3;
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(100);
    private static final Backoff REGISTER = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0.1);
    private static final Backoff DEREGISTER = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2), 0.1);
    /** Half of the longest to the longest, so that two attempts are never further apart. */
    private static final Duration LONGEST_BEAT_RETRY = Duration.ofSeconds(2);

    private static final Backoff REFUSED = new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(60), 0.1);

    /** What is to be done. */
    enum Task {
        REGISTER,
        HEARTBEAT,
        DEREGISTER,
        NOTHING
    }

    Task task() {
        if (wanted) {
            return lease.isPresent() ? Task.HEARTBEAT : Task.REGISTER;
        }
        return lease.isPresent() ? Task.DEREGISTER : Task.NOTHING;
    }

    /** From now on it is to be registered, or not to be. */
    Standing wanting(boolean registered) {
        return registered == wanted ? this : new Standing(lease, registered, 0, Optional.empty(), Duration.ZERO);
    }

    /** The registry has granted a lease. */
    Standing granted(Lease granted) {
        return new Standing(Optional.of(granted), wanted, 0, Optional.empty(), Duration.ZERO);
    }

    /** The registry has answered a heartbeat. */
    Standing answered() {
        return new Standing(lease, wanted, 0, Optional.empty(), Duration.ZERO);
    }

    /** The registry does not have it any more. */
    Standing out() {
        return new Standing(Optional.empty(), wanted, 0, Optional.empty(), Duration.ZERO);
    }

    /**
     * The task has failed; when the registry does not know what it is told of, there is no lease any more.
     *
     * @param peace for how long it wants to be left in peace; zero where it said nothing
     */
    Standing failed(Kind kind, Duration peace) {
        if (lease.isPresent() && kind == Kind.GONE) {
            return out();
        }
        return new Standing(lease, wanted, failures + 1, Optional.of(kind), peace);
    }

    /**
     * How long to wait before the task.
     *
     * @param chance 0 to less than 1
     */
    Duration wait(double chance) {
        if (failures == 0) {
            return wanted ? beat() : Duration.ZERO;
        }
        Duration usual = usualWait(chance);
        return usual.compareTo(peace()) < 0 ? peace() : usual;
    }

    /** No attempt begins earlier, whoever asks for it. A lease that would run out meanwhile is kept all the same. */
    Duration peace() {
        boolean tooLong = task() == Task.HEARTBEAT && least.compareTo(beat()) > 0;
        return tooLong ? beat() : least;
    }

    private Duration usualWait(double chance) {
        if (lastFailure.equals(Optional.of(Kind.REFUSED))) {
            return REFUSED.after(failures, chance);
        }
        return switch (task()) {
            case HEARTBEAT -> beatRetry(chance);
            case DEREGISTER -> DEREGISTER.after(failures, chance);
            case REGISTER, NOTHING -> REGISTER.after(failures, chance);
        };
    }

    /** From one heartbeat to the next one; none without a lease. */
    Duration beat() {
        Duration third =
                lease.map(granted -> granted.ttl().dividedBy(BEATS_PER_TTL)).orElse(Duration.ZERO);
        return lease.isPresent() && third.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : third;
    }

    private Duration beatRetry(double chance) {
        Duration longest = beat().compareTo(LONGEST_BEAT_RETRY) < 0 ? beat() : LONGEST_BEAT_RETRY;
        return Duration.ofNanos(Math.round((double) longest.toNanos() * (0.5 + chance / 2)));
    }
}
