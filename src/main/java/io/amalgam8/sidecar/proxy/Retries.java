package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Numbers;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import java.util.HashSet;
import java.util.Set;

/** How often one call is tried again, and after what. */
final class Retries {

    /** What becomes of a failed try. */
    enum Next {
        /** Another instance. */
        ELSEWHERE,
        /** The same instance, by a connection of our own making. */
        AFRESH,
        /** It could be tried again, were it not for the number of tries. */
        USED_UP,
        NONE
    }

    private static final int USUAL = 1;
    private static final int MOST = 10;

    private final Request request;
    private Set<Endpoint> tried = Set.of();
    private int left;
    private boolean refreshed;

    private Retries(Request request, int count) {
        this.request = request;
        this.left = count;
    }

    /** As the caller asks, else as the rule does, else once. */
    static Retries of(Request request, Destination destination) {
        int byRule = destination.retries().orElse(USUAL);
        int count = request.fields().has(Names.RETRIES)
                ? Numbers.parse(request.fields().text(Names.RETRIES)).orElse(byRule)
                : byRule;
        return new Retries(request, Math.min(count, MOST));
    }

    Set<Endpoint> tried() {
        return tried;
    }

    /**
     * Decides after a failed try, and counts.
     *
     * @param reused whether the connection had answered before, and may just have been too old
     * @param replayable whether nothing of the request's body is gone
     */
    Next after(OwnAnswer failure, Endpoint endpoint, boolean reused, boolean replayable) {
        if (failure.kind().isConnectFailure()) {
            if (left == 0) {
                return Next.USED_UP;
            }
            left--;
            Set<Endpoint> more = new HashSet<>(tried);
            more.add(endpoint);
            tried = more;
            return Next.ELSEWHERE;
        }
        boolean stale = failure.kind() == Kind.CONNECTION_ENDED && reused && !refreshed;
        if (stale && replayable && request.isIdempotent()) {
            refreshed = true;
            return Next.AFRESH;
        }
        return Next.NONE;
    }
}
