package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Decision.NothingEligible;
import io.amalgam8.sidecar.tracing.CallTrace;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.Request;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one call will have been, gathered on its way and entered once at its end. */
final class Tally {

    private final Request request;
    private final CallTrace trace;
    private final String callerAddress;
    private final String scheme;
    private final String requestId;
    private final String forwardedFor;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();

    private String service = "";
    private String version = "";

    /** What actions were held against: the version, and without a route rule the tags of the instance. */
    private String tags = "";

    private String rule = "";
    private String fault = "";
    private String flags = "";
    private boolean retriesSpent;
    private List<Trace> traces = List.of();
    private @Nullable Endpoint endpoint;
    private int attempts;
    private int status;
    private long ownBytes;
    private long sentNanos;
    private long upstreamNanos = -1;

    Tally(Request request, Caller caller, String requestId, CallTrace trace) {
        this.request = request;
        this.trace = trace;
        this.callerAddress = caller.address();
        this.scheme = caller.isSecure() ? "https" : "http";
        this.requestId = requestId;
        this.forwardedFor = request.fields().text(Names.FORWARDED_FOR);
    }

    String callerAddress() {
        return callerAddress;
    }

    /** What the caller speaks: {@code http} or {@code https}. */
    String scheme() {
        return scheme;
    }

    String requestId() {
        return requestId;
    }

    CallTrace trace() {
        return trace;
    }

    /** Whether the caller takes a status of gRPC for the call's, and none of HTTP. */
    boolean isGrpc() {
        return Grpc.isCall(request.fields());
    }

    String service() {
        return service;
    }

    String rule() {
        return rule;
    }

    int attempts() {
        return attempts;
    }

    void called(String name) {
        service = name;
    }

    /** Counts the rules that the call has come to, be it that they lead nowhere. */
    void matched(Decision decision, RequestMeters meters) {
        if (decision instanceof Forward forward) {
            matched(forward.destination().rule(), meters);
            matched(forward.injection().rule(), meters);
        }
        if (decision instanceof NothingEligible nothing) {
            matched(nothing.rule(), meters);
        }
    }

    private void matched(Optional<String> id, RequestMeters meters) {
        if (id.isPresent()) {
            meters.matched(id.get(), startedMillis);
        }
    }

    void decided(Forward forward) {
        service = forward.destination().service();
        version = forward.destination().tags().toString();
        tags = forward.destination().rule().isPresent()
                ? version
                : forward.instance().tags().toString();
        rule = forward.destination().rule().orElse("");
        traces = forward.injection().traces();
    }

    void delayed() {
        fault = "delay";
        flag("DI");
    }

    void tried(Endpoint instance) {
        endpoint = instance;
        attempts++;
    }

    /** One more try was called for, and there was none left, or no budget. */
    void retriesSpent() {
        retriesSpent = true;
    }

    /** The body was too large to be kept for another try. */
    void bodyOutgrown() {
        flag("BO");
    }

    void sent() {
        sentNanos = System.nanoTime();
    }

    void answered(int code) {
        status = code;
    }

    void upstreamEnded() {
        if (sentNanos != 0) {
            upstreamNanos = System.nanoTime() - sentNanos;
        }
    }

    /** The proxy has answered itself, or has cut the instance's answer off. */
    void failed(OwnAnswer answer, boolean answerBegun) {
        if (!answerBegun) {
            status = answer.status();
        }
        if (answer.kind() == OwnAnswer.Kind.INJECTED) {
            fault = fault.isEmpty() ? "abort" : fault + ",abort";
        }
        answer.rule().ifPresent(id -> rule = id);
        flag(answer.kind().flag());
        trace.failed(answer.kind(), answerBegun);
    }

    /** The proxy's own answer has so long a body. */
    void wrote(int bytes) {
        ownBytes = bytes;
    }

    /**
     * The call has ended.
     *
     * @param received bytes of the request's body
     * @param sent bytes of the instance's body that the caller got
     */
    void enter(Ledger ledger, long received, long sent) {
        long duration = System.nanoTime() - startedNanos;
        if (retriesSpent) {
            flag("URX");
        }
        RequestMeters meters = ledger.meters();
        meters.finished(service, version, status, flags, duration);
        if (upstreamNanos >= 0) {
            meters.answered(service, version, upstreamNanos);
        }
        AccessLogEntry entry = entry(duration, received, sent + ownBytes);
        ledger.accessLog().write(entry);
        trace.ended(entry);
    }

    private void flag(String flag) {
        if (!flag.isEmpty()) {
            flags = flags.isEmpty() ? flag : flags + "," + flag;
        }
    }

    private AccessLogEntry entry(long duration, long received, long sent) {
        Fields fields = request.fields();
        return new AccessLogEntry(
                status,
                startedMillis,
                duration,
                upstreamNanos,
                service,
                tags,
                traces,
                endpoint == null ? "" : endpoint.authority(),
                callerAddress,
                request.method(),
                request.target(),
                request.protocol(),
                fields.text(Names.REFERER),
                fields.text(Names.USER_AGENT),
                forwardedFor,
                requestId,
                trace.id(request),
                attempts,
                flags,
                received,
                sent,
                rule,
                fault);
    }
}
