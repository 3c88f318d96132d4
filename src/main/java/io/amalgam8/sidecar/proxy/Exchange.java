package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.metrics.RequestMeters.FaultType;
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
                        .orElseGet(proxying::newRequestId));
        this.relay = new Relay(caller, request, proxying.timeouts().idle());
        caller.subscribe(relay);
        proxying.ledger().meters().started();
    }

    void run() {
        Future.succeededFuture(request)
                .compose(this::decide)
                .compose(this::injectFault)
                .compose(plan -> tryInstance(plan, plan.first(), false))
                .compose(this::relayAnswer)
                .recover(this::answerFailure)
                .onComplete(this::record);
    }

    /** The same for what is no request: answered, and recorded. */
    void refuse(OwnAnswer answer) {
        answerFailure(answer).onComplete(this::record);
    }

    private Future<Plan> decide(Request request) {
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
        Decision decision =
                proxying.router().decide(inquiry, proxying.balancing().byDefault(), proxying.chance());
        if (!(decision instanceof Forward forward)) {
            return Future.failedFuture(Refusal.of(decision));
        }
        tally.decided(forward);
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
        return delay.get().over().compose(passed -> abort(plan));
    }

    private Future<Plan> abort(Plan plan) {
        Injection injection = plan.forward().injection();
        if (injection.abort().isEmpty() || relay.isCallerGone()) {
            return Future.succeededFuture(plan);
        }
        proxying.ledger().meters().injected(FaultType.ABORT);
        return Future.failedFuture(OwnAnswer.injected(injection.abort().getAsInt(), injection.rule()));
    }

    /** Until an instance has begun to answer, or no try is left. */
    private Future<Response> tryInstance(Plan plan, Instance instance, boolean afresh) {
        if (relay.isCallerGone()) {
            return callerGone();
        }
        tally.tried(instance.endpoint());
        Request outgoing =
                plan.rewrite().towards(instance.endpoint(), plan.forward().destination(), tally.attempts());
        return proxying.upstreams()
                .connect(instance.endpoint(), afresh, plan.connectLimit())
                .compose(
                        upstream -> send(plan, outgoing, upstream)
                                .recover(failure -> tryAgain(plan, instance, upstream.isReused(), failure)),
                        failure -> tryAgain(plan, instance, false, failure));
    }

    private Future<Response> send(Plan plan, Request outgoing, Upstream upstream) {
        if (relay.isCallerGone()) {
            upstream.release();
            return callerGone();
        }
        tally.sent();
        return relay.send(outgoing, upstream, plan.patience(request.hasBody()))
                .onSuccess(answer -> countRetry(RetryResult.SUCCESS))
                .map(answer ->
                        ResponseRewrite.ofInstance(answer, tally, plan.forward().versionCookie()));
    }

    private Future<Response> tryAgain(Plan plan, Instance instance, boolean reused, Throwable failure) {
        countRetry(RetryResult.FAILURE);
        if (!(failure instanceof OwnAnswer answer) || relay.isCallerGone()) {
            return Future.failedFuture(failure);
        }
        Retries.Next next = plan.retries().after(answer, instance.endpoint(), reused, relay.isReplayable());
        if (next == Retries.Next.NONE) {
            return Future.failedFuture(failure);
        }
        if (next == Retries.Next.USED_UP || plan.isTimeUp()) {
            proxying.ledger().meters().retried(RetryResult.LIMITED);
            return Future.failedFuture(failure);
        }
        boolean afresh = next == Retries.Next.AFRESH;
        Instance another = afresh
                ? instance
                : proxying.balancing()
                        .another(
                                plan.forward().destination().pool(),
                                instance,
                                plan.retries().tried(),
                                proxying.chance());
        return tryInstance(plan, another, afresh);
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

    private static <T> Future<T> callerGone() {
        return Future.failedFuture(OwnAnswer.of(Kind.CALLER_GONE, "the caller has gone"));
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
        tally.upstreamEnded();
        tally.enter(proxying.ledger(), relay.received(), relay.sent());
    }
}
