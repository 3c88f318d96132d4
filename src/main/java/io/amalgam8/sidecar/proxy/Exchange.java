package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Quota;
import io.amalgam8.sidecar.balancing.Selection;
import io.amalgam8.sidecar.metrics.RequestMeters.FaultType;
import io.amalgam8.sidecar.metrics.RequestMeters.Limit;
import io.amalgam8.sidecar.metrics.RequestMeters.RetryResult;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Injection;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.RequestGuard;
import io.amalgam8.sidecar.transport.Response;
import io.amalgam8.sidecar.transport.Upstream;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call, from its head to its line in the log: decide, inject, connect, send, relay, answer, record. */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Proxying proxying;
    private final Request request;
    private final Caller caller;
    private final Tally tally;
    private final Relay relay;
    private @Nullable Tries tries;
    private boolean counted;

    Exchange(Proxying proxying, Request request, Caller caller) {
        this.proxying = proxying;
        this.request = request;
        this.caller = caller;
        this.tally = new Tally(
                request,
                caller,
                request.fields()
                        .first(Names.REQUEST_ID)
                        .filter(id -> !id.isBlank())
                        .orElseGet(proxying::newRequestId),
                proxying.ledger().tracing().begin(request, caller));
        this.relay = new Relay(caller, request, proxying.timeouts().idle());
        proxying.ledger().meters().started();
    }

    void run() {
        Future.succeededFuture(request)
                .compose(this::decide)
                .compose(this::injectFault)
                .compose(this::admit)
                .compose(decided -> tryInstance(decided, decided.forward().instance(), false))
                .compose(this::relayAnswer)
                .recover(this::answerFailure)
                .onComplete(this::record);
    }

    /** The same for what is no request: answered, and recorded. */
    void refuse(OwnAnswer answer) {
        answerFailure(answer).onComplete(this::record);
    }

    private Future<Plan> decide(Request request) {
        counted = Quota.take(proxying.inFlight(), proxying.limits().inFlight());
        if (!counted) {
            proxying.ledger().meters().overflowed(Limit.IN_FLIGHT);
            return Future.failedFuture(OwnAnswer.TOO_MANY_CALLS);
        }
        Optional<OwnAnswer> refusal = RequestGuard.refuse(request);
        if (refusal.isPresent()) {
            return Future.failedFuture(refusal.get());
        }
        if (proxying.via().hasSigned(request.fields())) {
            return Future.failedFuture(OwnAnswer.of(Kind.LOOP, "this call has come through here before"));
        }
        Optional<Target> target = Target.of(request, proxying.router()::knows);
        if (target.isEmpty()) {
            return Future.failedFuture(OwnAnswer.of(Kind.MALFORMED, "the target is malformed"));
        }
        return route(target.get());
    }

    private Future<Plan> route(Target target) {
        tally.called(target.service());
        Inquiry inquiry = new Inquiry(target.service(), request);
        Selection selection = proxying.balancing().selection(inquiry, caller.address());
        Decision decision = proxying.router().decide(inquiry, selection, proxying.chance());
        tally.matched(decision, proxying.ledger().meters());
        if (!(decision instanceof Forward forward)) {
            return Future.failedFuture(Refusal.of(decision));
        }
        tally.decided(forward);
        Retries retries = Retries.of(
                request, forward.destination().retries(), proxying.options().retries());
        tries = new Tries(proxying, forward.destination(), selection, retries, tally);
        return Future.succeededFuture(Plan.of(proxying, request, target, forward, tally));
    }

    private Future<Plan> injectFault(Plan plan) {
        Injection injection = plan.forward().injection();
        if (!injection.isFault()) {
            return Future.succeededFuture(plan);
        }
        if (injection.delay().isZero()) {
            return abort(plan);
        }
        Optional<Delays.Delay> delay = proxying.delays().begin(injection.delay());
        if (delay.isEmpty()) {
            proxying.ledger().meters().injected(FaultType.OVERFLOW);
            return Future.succeededFuture(plan);
        }
        proxying.ledger().meters().injected(FaultType.DELAY);
        tally.delayed();
        relay.whenCallerLost(delay.get()::cancel);
        relay.gather();
        return delay.get().over().compose(passed -> abort(plan));
    }

    private Future<Plan> abort(Plan plan) {
        Injection injection = plan.forward().injection();
        if (injection.abort().isEmpty() || relay.trouble().isPresent()) {
            return Future.succeededFuture(plan);
        }
        proxying.ledger().meters().injected(FaultType.ABORT);
        return Future.failedFuture(OwnAnswer.injected(injection.abort().getAsInt(), injection.rule()));
    }

    private Future<Plan> admit(Plan plan) {
        return tries().admit()
                ? Future.succeededFuture(plan)
                : Future.failedFuture(OwnAnswer.TOO_MANY_CALLS_TO_SERVICE);
    }

    /** Until an instance has begun to answer, or no try is left. */
    private Future<Response> tryInstance(Plan plan, Instance instance, boolean afresh) {
        if (relay.trouble().isPresent()) {
            return Future.failedFuture(relay.trouble().get());
        }
        tries().begin(instance);
        plan.asked(relay.askedNanos());
        String target =
                plan.rewrite().target(instance.endpoint(), plan.forward().destination());
        tally.trace().trying(instance.endpoint(), request.method(), target, tally.attempts());
        Future<Upstream> connecting =
                proxying.upstreams().connect(instance.endpoint(), afresh, plan.terms(tries().line(relay)));
        if (!connecting.isComplete()) {
            relay.gather();
        }
        return connecting.compose(
                upstream -> send(plan, instance, target, upstream)
                        .compose(
                                answer -> judge(plan, instance, answer),
                                failure -> tryAgain(plan, instance, upstream.isReused(), failure)),
                failure -> tryAgain(plan, instance, false, failure));
    }

    private Future<Response> send(Plan plan, Instance instance, String target, Upstream upstream) {
        if (relay.trouble().isPresent()) {
            upstream.release();
            return Future.failedFuture(relay.trouble().get());
        }
        Request outgoing =
                plan.rewrite().towards(instance.endpoint(), plan.forward().destination(), target, tally.attempts());
        tally.trace().sending(outgoing.fields());
        tally.sent();
        return relay.send(outgoing, upstream, plan.patience(relay.isRequestEnded()));
    }

    /** An answer is passed on, unless it says that another instance may know better. */
    private Future<Response> judge(Plan plan, Instance instance, Response answer) {
        tries().answered(answer, relay.askedNanos());
        plan.asked(relay.askedNanos());
        Optional<Tries.Retry> retry = tries().after(answer, instance, relay.isReplayable(), plan);
        if (retry.isEmpty()) {
            countRetry(RetryResult.SUCCESS);
            return Future.succeededFuture(
                    ResponseRewrite.ofInstance(answer, tally, plan.forward().versionCookie()));
        }
        countRetry(RetryResult.FAILURE);
        relay.discardAnswer();
        return follow(plan, retry.get());
    }

    private Future<Response> tryAgain(Plan plan, Instance instance, boolean reused, Throwable failure) {
        countRetry(RetryResult.FAILURE);
        if (!(failure instanceof OwnAnswer answer)) {
            return Future.failedFuture(failure);
        }
        if (relay.trouble().isPresent()) {
            tries().failed(answer.kind(), false, false);
            return Future.failedFuture(relay.trouble().get());
        }
        plan.asked(relay.askedNanos());
        return tries().after(answer.kind(), instance, reused, relay.isReplayable(), plan)
                .map(retry -> follow(plan, retry))
                .orElseGet(() -> Future.failedFuture(failure));
    }

    private Future<Response> follow(Plan plan, Tries.Retry retry) {
        if (retry.pause().isZero()) {
            return tryInstance(plan, retry.instance(), retry.afresh());
        }
        Delays.Delay pause = proxying.delays().pause(retry.pause());
        relay.whenCallerLost(pause::cancel);
        relay.gather();
        return pause.over().compose(passed -> tryInstance(plan, retry.instance(), retry.afresh()));
    }

    /** Each try but the first is counted by its own outcome, whatever becomes of those after it. */
    private void countRetry(RetryResult result) {
        if (tally.attempts() > 1) {
            proxying.ledger().meters().retried(result);
        }
    }

    private Future<Void> relayAnswer(Response answer) {
        tally.answered(answer.status());
        return relay.answer(answer);
    }

    /** The only place where a failure becomes a status. */
    private Future<Void> answerFailure(Throwable failure) {
        OwnAnswer answer = explain(failure);
        relay.abandon();
        if (tries != null) {
            tries.failed(answer.kind(), false, relay.hasAnswerBegun());
        }
        tally.failed(answer, relay.hasAnswerBegun());
        if (relay.hasAnswerBegun() || relay.isCallerGone() || answer.isSilent()) {
            caller.reset();
            return Future.succeededFuture();
        }
        byte[] body = ResponseRewrite.body(answer, tally);
        tally.wrote(request.method().equals("HEAD") ? 0 : body.length);
        if (answer.endsConnection()) {
            caller.keepAliveNoLonger();
        }
        caller.answer(ResponseRewrite.ofProxy(answer, tally, body));
        if (body.length > 0) {
            caller.write(Unpooled.wrappedBuffer(body));
        }
        caller.end(Fields.NONE);
        caller.flush();
        return Future.succeededFuture();
    }

    /** There are tries as soon as there is a decision to follow. */
    private Tries tries() {
        if (tries == null) {
            throw new IllegalStateException("not decided yet");
        }
        return tries;
    }

    private OwnAnswer explain(Throwable failure) {
        if (failure instanceof OwnAnswer answer) {
            return answer;
        }
        LOG.atError()
                .setCause(failure)
                .addKeyValue("request_id", tally.requestId())
                .log("a call failed in the proxy itself");
        return OwnAnswer.of(Kind.INTERNAL, "the proxy itself has failed");
    }

    private void record(AsyncResult<Void> ended) {
        if (ended.failed()) {
            caller.reset();
        }
        if (tries != null) {
            tries.close(Verdict.ofEnd(relay.trailers()));
            if (relay.hasOutgrown() && tries.retries().isRepeatable()) {
                tally.bodyOutgrown();
            }
        }
        if (counted) {
            proxying.inFlight().decrementAndGet();
        }
        tally.upstreamEnded();
        tally.enter(proxying.ledger(), relay.received(), relay.sent());
    }
}
