package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Numbers;
import io.amalgam8.sidecar.transport.Request;
import java.time.Duration;

/** What was decided for one call, and the time and tries that are left for it. */
final class Plan {

    private final Forward forward;
    private final Instance first;
    private final Retries retries;
    private final RequestRewrite rewrite;
    private final Duration connect;
    private final Duration timeout;
    private long startedNanos;

    private Plan(Proxying proxying, Request request, Target target, Forward forward, Tally tally) {
        this.forward = forward;
        this.first = proxying.balancing().first(forward, proxying.chance());
        this.connect = proxying.timeouts().connect();
        this.timeout = timeout(proxying, request, forward);
        this.retries = Retries.of(request, forward.destination());
        this.rewrite = RequestRewrite.of(request, target, tally, proxying);
    }

    /** Reads what the request asks of us, then takes it out of the request. */
    static Plan of(Proxying proxying, Request request, Target target, Forward forward, Tally tally) {
        return new Plan(proxying, request, target, forward, tally);
    }

    Forward forward() {
        return forward;
    }

    /** The instance for the first try. */
    Instance first() {
        return first;
    }

    Retries retries() {
        return retries;
    }

    RequestRewrite rewrite() {
        return rewrite;
    }

    /** How long a connection may take. The first call begins the time of all tries together. */
    Duration connectLimit() {
        if (startedNanos == 0) {
            startedNanos = System.nanoTime();
            return timeout.isZero() || timeout.compareTo(connect) > 0 ? connect : timeout;
        }
        Duration left = left();
        return timeout.isZero() || left.compareTo(connect) > 0 ? connect : left;
    }

    /** How long the answer may take after the request's end; zero is for ever. */
    Duration patience(boolean hasBody) {
        return timeout.isZero() || hasBody ? timeout : left();
    }

    boolean isTimeUp() {
        return !timeout.isZero() && System.nanoTime() - startedNanos >= timeout.toNanos();
    }

    private Duration left() {
        Duration left = timeout.minusNanos(System.nanoTime() - startedNanos);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /** The caller's wish, else the rule's, else the usual. */
    private static Duration timeout(Proxying proxying, Request request, Forward forward) {
        Duration usual = Grpc.sooner(
                request.fields(),
                forward.destination().timeout().orElse(proxying.timeouts().response()));
        if (!request.fields().has(Names.TIMEOUT)) {
            return usual;
        }
        var millis = Numbers.parse(request.fields().text(Names.TIMEOUT));
        return millis.isPresent() ? Duration.ofMillis(millis.getAsInt()) : usual;
    }
}
