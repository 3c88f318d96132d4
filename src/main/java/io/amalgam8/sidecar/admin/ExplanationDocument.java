package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.bus.CallExplanation;
import io.amalgam8.sidecar.bus.CallExplanation.Decided;
import io.amalgam8.sidecar.bus.CallExplanation.Refused;
import io.amalgam8.sidecar.bus.CallExplanation.Terms;
import io.amalgam8.sidecar.bus.CallQuestion;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Explanation;
import io.amalgam8.sidecar.routing.Explanation.BackendVerdict;
import io.amalgam8.sidecar.routing.Explanation.InstanceVerdict;
import io.amalgam8.sidecar.routing.Explanation.RuleVerdict;
import io.amalgam8.sidecar.wire.Documents;
import java.time.Duration;
import java.util.function.Function;

/**
 * An explanation as {@code /explain} gives it, in the order in which it is decided:
 *
 * <pre>{@code
 * {"method":"GET","target":"/reviews/x","service":"reviews","path":"/x",
 *  "decision":{"forwarded":true,"service":"reviews","tags":"v2","rule":"…"},
 *  "rules":[{"id":"…","service":"reviews","kind":"route","priority":2,"state":"applied","reason":"","outcome":"held",
 *    "clauses":[{"place":"match.headers.Cookie","wanted":"user=jason","held":true}]}],
 *  "backends":[{"service":"reviews","tags":"v2","share":0.25,"eligible":1,"chosen":true,"by_cookie":false,"failed_over":false}],
 *  "instances":[{"endpoint":"http://10.0.0.1:9080","tags":"v2","status":"UP","eligible":true,"ejected":false,"reason":"…"}],
 *  "actions":[{"action":"delay","seconds":2.0,"probability":0.5,"tags":"","outcome":"by_chance"}],
 *  "terms":{"connect_timeout_seconds":1.0,"response_timeout_seconds":60.0,"retries":1,"repeatable":true}}
 * }</pre>
 *
 * Where the call goes nowhere, the decision has {@code status} and {@code reason} instead; where it is refused before any
 * rule is asked, there is nothing but the decision. The request's headers are not repeated: some of them are secrets.
 */
final class ExplanationDocument {

    private static final double NANOS_PER_SECOND = 1e9;

    private ExplanationDocument() {}

    static ObjectNode write(CallQuestion question, CallExplanation explanation) {
        ObjectNode document =
                Documents.newObject().put("method", question.method()).put("target", question.target());
        if (explanation instanceof Refused refused) {
            document.set("decision", refusal(refused));
            return document;
        }
        return explanation instanceof Decided decided ? fill(document, decided) : document;
    }

    private static ObjectNode fill(ObjectNode document, Decided decided) {
        Explanation explanation = decided.explanation();
        document.put("service", explanation.service()).put("path", decided.path());
        document.set(
                "decision",
                decided.ownAnswer().map(ExplanationDocument::refusal).orElseGet(() -> forward(explanation)));
        list(document.putArray("rules"), explanation.rules(), ExplanationDocument::rule);
        list(document.putArray("backends"), explanation.backends(), ExplanationDocument::backend);
        list(document.putArray("instances"), explanation.instances(), verdict -> instance(verdict, decided));
        list(document.putArray("actions"), explanation.actions(), ActionDocument::write);
        document.set("terms", terms(decided.terms()));
        return document;
    }

    private static ObjectNode refusal(Refused refused) {
        return Documents.newObject()
                .put("forwarded", false)
                .put("status", refused.status())
                .put("reason", refused.reason());
    }

    private static ObjectNode forward(Explanation explanation) {
        ObjectNode decision = Documents.newObject().put("forwarded", true);
        if (explanation.decision() instanceof Forward forward) {
            decision.put("service", forward.destination().service())
                    .put("tags", forward.destination().tags().toString());
            forward.destination()
                    .rule()
                    .ifPresentOrElse(rule -> decision.put("rule", rule), () -> decision.putNull("rule"));
            forward.injection()
                    .rule()
                    .ifPresentOrElse(rule -> decision.put("action_rule", rule), () -> decision.putNull("action_rule"));
            decision.put("sets_version_cookie", forward.versionCookie().isPresent());
        }
        return decision;
    }

    private static ObjectNode rule(RuleVerdict verdict) {
        ObjectNode node = RuleDocument.head(verdict.state());
        node.put("outcome", Readiness.word(verdict.outcome()).replace(' ', '_'));
        list(
                node.putArray("clauses"),
                verdict.clauses(),
                clause -> Documents.newObject()
                        .put("place", clause.place())
                        .put("wanted", clause.wanted())
                        .put("held", clause.held()));
        return node;
    }

    private static ObjectNode backend(BackendVerdict verdict) {
        return Documents.newObject()
                .put("service", verdict.name())
                .put("tags", verdict.tags().toString())
                .put("share", verdict.share())
                .put("eligible", verdict.eligible())
                .put("chosen", verdict.chosen())
                .put("by_cookie", verdict.byCookie())
                .put("failed_over", verdict.failedOver());
    }

    private static ObjectNode instance(InstanceVerdict verdict, Decided decided) {
        return Documents.newObject()
                .put("endpoint", verdict.instance().endpoint().toString())
                .put("tags", verdict.instance().tags().toString())
                .put("status", verdict.instance().status().name())
                .put("eligible", verdict.eligible())
                .put("ejected", decided.ejected().contains(verdict.instance().endpoint()))
                .put("reason", verdict.reason());
    }

    private static ObjectNode terms(Terms terms) {
        return Documents.newObject()
                .put("connect_timeout_seconds", seconds(terms.connect()))
                .put("response_timeout_seconds", seconds(terms.response()))
                .put("retries", terms.retries())
                .put("repeatable", terms.repeatable());
    }

    private static <T> void list(ArrayNode array, Iterable<T> items, Function<T, ObjectNode> form) {
        items.forEach(item -> array.add(form.apply(item)));
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
