package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.transport.ConnectLimit;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Numbers;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Terms;
import java.time.Duration;

/** What was decided for one call, and the time that is left for it: one deadline for all tries. */
final class Plan {

    /** So long is waited for an instance that asks for it where the call may take for ever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofMillis(1);

    private final Forward forward;
    private final RequestRewrite rewrite;
    private final ConnectLimit connect;
    private final Duration timeout;
    private final int connections;
    private final int requestsEach;
    private long startedNanos;

    private Plan(Proxying proxying, Forward forward, RequestRewrite rewrite, Duration timeout) {
        Destination destination = forward.destination();
        this.forward = forward;
        this.rewrite = rewrite;
        this.connect = ConnectLimit.usual(proxying.timeouts().connect());
        this.timeout = timeout;
        this.connections = destination
                .resilience()
                .maxConnections()
                .orElse(proxying.limits().connections());
        this.requestsEach = destination.resilience().maxRequestsPerConnection().orElse(Integer.MAX_VALUE);
    }

    /** Reads what the request asks of us, which is taken out of it when it is sent. */
    static Plan of(Proxying proxying, Request request, Target target, Forward forward, Tally tally) {
        Duration timeout = timeout(proxying.timeouts(), request, forward.destination());
        return new Plan(proxying, forward, new RequestRewrite(request, target, tally, proxying), timeout);
    }

    Forward forward() {
        return forward;
    }

    Destination destination() {
        return forward.destination();
    }

    RequestRewrite rewrite() {
        return rewrite;
    }

    /** What a try may have of an instance's connections. The first call begins the time of all tries together. */
    Terms terms(Terms.Line line) {
        if (startedNanos == 0) {
            startedNanos = System.nanoTime();
        }
        ConnectLimit limit = timeout.isZero() ? connect : connect.until(startedNanos + timeout.toNanos());
        return new Terms(limit, connections, requestsEach, line);
    }

    /** The request's end has come at last: if that was after the first try's beginning, the answer's time is from then on. */
    void asked(long nanos) {
        if (startedNanos != 0) {
            startedNanos = Math.max(startedNanos, nanos);
        }
    }

    /** How long the answer may take after the request's end; zero is for ever. */
    Duration patience(boolean requestEnded) {
        return timeout.isZero() || !requestEnded ? timeout : left();
    }

    /** Whether a try after that wait would still be in time. */
    boolean hasTimeFor(Duration wait) {
        return timeout.isZero() ? wait.compareTo(LONGEST_WAIT) <= 0 : left().compareTo(wait.plus(LEAST)) > 0;
    }

    private Duration left() {
        Duration left = timeout.minusNanos(System.nanoTime() - startedNanos);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** The caller's wish, else the rule's, else the usual; zero for none. */
    static Duration timeout(TimeoutOptions options, Request request, Destination destination) {
        Duration usual = Grpc.sooner(request.fields(), destination.timeout().orElse(options.response()));
        if (!request.fields().has(Names.TIMEOUT)) {
            return usual;
        }
        var millis = Numbers.parse(request.fields().text(Names.TIMEOUT));
        return millis.isPresent() ? Duration.ofMillis(millis.getAsInt()) : usual;
    }
}
