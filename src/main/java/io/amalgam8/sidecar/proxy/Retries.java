package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Numbers;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Response;
import java.util.OptionalInt;

/**
 * How often one call is tried again, and after what. A request that may have been begun somewhere is sent again only if
 * twice does the same as once: by its method, or because it bears an {@code Idempotency-Key}. A number of retries, be it
 * the rule's, does not make it so; but a gRPC call that was turned away as unavailable follows a number that was asked for.
 */
final class Retries {

    /** What becomes of a failed try. */
    enum Next {
        /** Another instance, now: nothing has reached the one that was tried. */
        AT_ONCE,
        /** Another instance, after a moment. */
        LATER,
        /** The same instance, by a connection of our own making. */
        AFRESH,
        /** It could be tried again, were it not for the number of tries. */
        USED_UP,
        NONE
    }

    private static final int MOST = 10;
    /** As many kept connections may prove too old before one is taken for a failure. */
    private static final int MOST_REFRESHED = 2;

    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    private final boolean repeatable;
    private final boolean repeatableWhenUnavailable;
    private final int count;
    private int made;
    private int refreshed;

    private Retries(boolean repeatable, boolean repeatableWhenUnavailable, int count) {
        this.repeatable = repeatable;
        this.repeatableWhenUnavailable = repeatableWhenUnavailable;
        this.count = count;
    }

    /** As often as the caller asks, else as the rule says or the configuration does. */
    static Retries of(Request request, OptionalInt byRule, RetryOptions options) {
        Fields fields = request.fields();
        OptionalInt byCaller =
                fields.has(Names.RETRIES) ? Numbers.parse(fields.text(Names.RETRIES)) : OptionalInt.empty();
        int count = byCaller.orElse(byRule.orElse(options.count()));
        boolean repeatable =
                request.isIdempotent() || !fields.text(Names.IDEMPOTENCY_KEY).isBlank();
        boolean wanted = byCaller.isPresent() || byRule.isPresent();
        return new Retries(repeatable, repeatable || (wanted && Grpc.isCall(fields)), Math.min(count, MOST));
    }

    /** How many there are at most. */
    int count() {
        return count;
    }

    /** How many were made; those that only replaced an old connection do not count. */
    int made() {
        return made;
    }

    /** Whether a request that may have been begun can be sent again. */
    boolean isRepeatable() {
        return repeatable;
    }

    /**
     * After a try without an answer.
     *
     * @param reused whether the connection had answered before, and may just have been too old
     * @param replayable whether nothing of the request's body is gone
     */
    Next after(Kind kind, boolean reused, boolean replayable) {
        if (!replayable) {
            return Next.NONE;
        }
        if (kind.isConnectFailure()) {
            return take(Next.AT_ONCE);
        }
        boolean untouched = kind == Kind.UNPROCESSED;
        if (!untouched && (kind != Kind.CONNECTION_ENDED || !repeatable)) {
            return Next.NONE;
        }
        if (reused && refreshed < MOST_REFRESHED) {
            refreshed++;
            return Next.AFRESH;
        }
        return take(Next.LATER);
    }

    /** After an answer, of which nothing was passed on. */
    Next after(Response answer, boolean replayable) {
        boolean again = isPassing(answer.status()) ? repeatable : repeatableWhenUnavailable && isUnavailable(answer);
        return again && replayable ? take(Next.LATER) : Next.NONE;
    }

    private static boolean isPassing(int status) {
        return status == BAD_GATEWAY || status == UNAVAILABLE || status == GATEWAY_TIMEOUT;
    }

    /** Whether a gRPC call was ended by its answer's head: nobody has begun to serve it. */
    private static boolean isUnavailable(Response answer) {
        OptionalInt status = Grpc.status(answer.fields());
        return status.isPresent() && Grpc.isRetryable(status.getAsInt());
    }

    private Next take(Next next) {
        if (made >= count) {
            return Next.USED_UP;
        }
        made++;
        return next;
    }
}
