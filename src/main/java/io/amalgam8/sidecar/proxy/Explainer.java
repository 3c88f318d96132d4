package io.amalgam8.sidecar.proxy;

import static java.util.stream.Collectors.toSet;

import io.amalgam8.sidecar.bus.CallExplanation;
import io.amalgam8.sidecar.bus.CallExplanation.Decided;
import io.amalgam8.sidecar.bus.CallExplanation.Refused;
import io.amalgam8.sidecar.bus.CallExplanation.Terms;
import io.amalgam8.sidecar.bus.CallQuestion;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.metrics.InstanceStates;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Explanation;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.RequestGuard;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Says what would become of a call, step by step as {@link Exchange} decides it, and sends nothing. */
final class Explainer {

    private static final String HOST = "localhost";

    private final RoutingTable table;
    private final ProxyingOptions options;
    private final InstanceStates states;

    /** By this table, these options, and what is known of the instances. */
    Explainer(RoutingTable table, ProxyingOptions options, InstanceStates states) {
        this.table = table;
        this.options = options;
        this.states = states;
    }

    /** In proportion to the number of the service's instances: not for an event loop. */
    CallExplanation explain(CallQuestion question, RandomGenerator chance) {
        Request request;
        try {
            request = request(question);
        } catch (IllegalArgumentException e) {
            // Netty's exception quotes the value.
            return refused(OwnAnswer.of(Kind.MALFORMED, "a header field is malformed"));
        }
        Optional<OwnAnswer> refusal = RequestGuard.refuse(request);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return Target.of(request, table::knows)
                .<CallExplanation>map(target -> decided(request, target, chance))
                .orElseGet(() -> refused(OwnAnswer.of(Kind.MALFORMED, "the target is malformed")));
    }

    /** A caller's client would send a Host, so that none need be given. */
    private static Request request(CallQuestion question) {
        Fields fields = Fields.empty();
        question.headers().forEach(header -> fields.add(header.name(), header.value()));
        if (!fields.has(Names.HOST)) {
            fields.set(Names.HOST, HOST);
        }
        String length = fields.text(Names.CONTENT_LENGTH);
        boolean hasBody = fields.has(Names.TRANSFER_ENCODING) || !(length.isEmpty() || length.equals("0"));
        return new Request(question.method(), question.target(), "HTTP/1.1", fields, hasBody);
    }

    private Decided decided(Request request, Target target, RandomGenerator chance) {
        Explanation explanation = table.explain(new Inquiry(target.service(), request), Balancer.RANDOM, chance);
        Set<Endpoint> ejected = explanation.instances().stream()
                .map(verdict -> verdict.instance().endpoint())
                .filter(states::isEjected)
                .collect(toSet());
        if (!(explanation.decision() instanceof Forward forward)) {
            Refused answer = refused(Refusal.of(explanation.decision()));
            return new Decided(target.rest(), explanation, Optional.of(answer), ejected, usual(request));
        }
        String path = forward.destination().uriRewrite().map(target::rewritten).orElse(target.rest());
        return new Decided(path, explanation, Optional.empty(), ejected, terms(request, forward));
    }

    private Terms terms(Request request, Forward forward) {
        Retries retries = Retries.of(request, forward.destination().retries(), options.retries());
        Duration response = Plan.timeout(options.timeouts(), request, forward.destination());
        return new Terms(options.timeouts().connect(), response, retries.count(), retries.isRepeatable());
    }

    private Terms usual(Request request) {
        Retries retries = Retries.of(request, OptionalInt.empty(), options.retries());
        return new Terms(
                options.timeouts().connect(), options.timeouts().response(), retries.count(), retries.isRepeatable());
    }

    private static Refused refused(OwnAnswer answer) {
        return new Refused(answer.status(), answer.reason());
    }
}
