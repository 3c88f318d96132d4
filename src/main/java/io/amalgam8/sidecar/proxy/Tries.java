package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Attempt;
import io.amalgam8.sidecar.balancing.Backoff;
import io.amalgam8.sidecar.balancing.Outcome;
import io.amalgam8.sidecar.balancing.Quota;
import io.amalgam8.sidecar.balancing.Selection;
import io.amalgam8.sidecar.metrics.RequestMeters.Limit;
import io.amalgam8.sidecar.metrics.RequestMeters.RetryResult;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Response;
import io.amalgam8.sidecar.transport.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tries of one call: what each says about its instance, and whether, where and when another follows. */
final class Tries {

    private final Proxying proxying;
    private final Destination destination;
    private final Selection selection;
    private final Retries retries;
    private final Tally tally;
    private final Quota quota;
    private @Nullable Attempt attempt;
    private boolean admitted;

    /**
     * One more try.
     *
     * @param afresh by a new connection
     * @param pause before it
     */
    record Retry(Instance instance, boolean afresh, Duration pause) {}

    Tries(Proxying proxying, Destination destination, Selection selection, Retries retries, Tally tally) {
        this.proxying = proxying;
        this.destination = destination;
        this.selection = selection;
        this.retries = retries;
        this.tally = tally;
        this.quota = selection.quota(destination);
    }

    Retries retries() {
        return retries;
    }

    /** Where the call waits for a connection when there are too many. */
    Terms.Line line(Relay relay) {
        int most = destination
                .resilience()
                .maxPendingRequests()
                .orElse(proxying.limits().pending());
        return new Terms.Line() {
            @Override
            public boolean enter(Runnable giveUp) {
                boolean entered = quota.enterPending(most);
                if (entered) {
                    relay.whenCallerLost(giveUp);
                }
                return entered;
            }

            @Override
            public void leave() {
                quota.leavePending();
            }
        };
    }

    /** Whether the destination takes one more call. */
    boolean admit() {
        int most =
                destination.resilience().maxRequests().orElse(proxying.limits().requests());
        admitted = quota.enter(most, System.nanoTime());
        if (!admitted) {
            proxying.ledger().meters().overflowed(Limit.REQUESTS);
        }
        return admitted;
    }

    void begin(Instance instance) {
        attempt = selection.begin(destination, instance);
        tally.tried(instance.endpoint());
    }

    /** It has begun to answer. */
    void answered(Response answer, long askedNanos) {
        if (attempt != null) {
            attempt.answered(Verdict.of(answer), askedNanos);
            tally.trace().answered(answer.status());
        }
    }

    /**
     * It has failed.
     *
     * @param stale whether an old connection has just been too old
     */
    void failed(Kind kind, boolean stale, boolean answerBegun) {
        tally.trace().tryFailed(kind);
        ended(Verdict.of(kind, stale, answerBegun));
    }

    private void ended(Outcome outcome) {
        if (attempt != null) {
            attempt.ended(outcome);
            attempt = null;
            tally.trace().tryEnded();
        }
    }

    /** What follows a try without an answer. */
    Optional<Retry> after(Kind kind, Instance instance, boolean reused, boolean replayable, Plan plan) {
        Retries.Next next = retries.after(kind, reused, replayable);
        failed(kind, next == Retries.Next.AFRESH, false);
        if (next == Retries.Next.AFRESH) {
            return plan.hasTimeFor(Duration.ZERO)
                    ? Optional.of(new Retry(instance, true, Duration.ZERO))
                    : Optional.empty();
        }
        return retry(next, instance, Duration.ZERO, plan);
    }

    /** What follows an answer that says that it may be otherwise elsewhere, or later. */
    Optional<Retry> after(Response answer, Instance instance, boolean replayable, Plan plan) {
        Retries.Next next = retries.after(answer, replayable);
        if (next == Retries.Next.NONE) {
            return Optional.empty();
        }
        Duration asked = answer.fields().has(Names.RETRY_AFTER)
                ? RetryAfter.of(answer.fields().text(Names.RETRY_AFTER), Instant.now())
                : Duration.ZERO;
        Optional<Retry> retry = retry(next, instance, asked, plan);
        if (retry.isPresent()) {
            ended(Outcome.NONE);
        }
        return retry;
    }

    /** The call has ended. */
    void close(Outcome outcome) {
        ended(outcome);
        selection.close();
        if (admitted) {
            admitted = false;
            quota.leave();
        }
    }

    private Optional<Retry> retry(Retries.Next next, Instance instance, Duration asked, Plan plan) {
        if (next == Retries.Next.NONE) {
            return Optional.empty();
        }
        if (next == Retries.Next.USED_UP) {
            // Where there was never to be a retry, none was kept from happening.
            return retries.count() > 0 ? limited(true) : Optional.empty();
        }
        Optional<Instance> another = selection.another(destination, proxying.chance());
        boolean atOnce = next == Retries.Next.AT_ONCE && another.isPresent();
        Duration backoff = atOnce
                ? Duration.ZERO
                : Backoff.before(retries.made(), proxying.chance().nextDouble());
        Duration wait = asked.compareTo(backoff) > 0 ? asked : backoff;
        if (!plan.hasTimeFor(wait)) {
            return limited(false);
        }
        if (!quota.mayRetry(System.nanoTime())) {
            return limited(true);
        }
        return Optional.of(new Retry(another.orElse(instance), false, wait));
    }

    private Optional<Retry> limited(boolean spent) {
        proxying.ledger().meters().retried(RetryResult.LIMITED);
        if (spent) {
            tally.retriesSpent();
        }
        return Optional.empty();
    }
}
