package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import java.time.Duration;

/**
 * What there is to say of a server's failures and successes: that it went away, once; that it refuses our token, once;
 * that it is back, once; and in between a reminder from time to time.
 *
 * @param away whether it is away now
 * @param everAnswered whether it has ever answered
 * @param refused whether it was said that it refuses our token
 * @param failures in a row
 * @param saidNanos when something was last said
 */
record Outage(boolean away, boolean everAnswered, boolean refused, long failures, long saidNanos) {

    /** Nothing is known of the server. */
    static final Outage NONE_YET = new Outage(false, false, false, 0, 0);

    static final Duration REMINDER = Duration.ofMinutes(10);

    /** The server has answered. */
    Step answered() {
        Outage next = new Outage(false, true, false, 0, saidNanos);
        if (away) {
            return new Step(next, Saying.BACK);
        }
        return new Step(next, everAnswered ? Saying.NOTHING : Saying.FIRST_ANSWER);
    }

    /** The server has failed so. */
    Step failed(Kind kind, long nowNanos) {
        boolean nowRefused = kind == Kind.REFUSED;
        Outage said = new Outage(true, everAnswered, refused || nowRefused, failures + 1, nowNanos);
        if (!away) {
            return new Step(said, Saying.GONE);
        }
        if (nowRefused && !refused) {
            return new Step(said, Saying.REFUSED);
        }
        if (nowNanos - saidNanos >= REMINDER.toNanos()) {
            return new Step(said, Saying.REMINDER);
        }
        return new Step(new Outage(true, everAnswered, refused, failures + 1, saidNanos), Saying.NOTHING);
    }

    /** What is known now, and what to say of it. */
    record Step(Outage outage, Saying saying) {}

    /** What to say. */
    enum Saying {
        NOTHING,
        FIRST_ANSWER,
        GONE,
        REFUSED,
        REMINDER,
        BACK
    }
}
