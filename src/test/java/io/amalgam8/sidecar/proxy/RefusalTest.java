package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.transport.OwnAnswer;
import org.junit.jupiter.api.Test;

/** What callers are told who get no instance. */
final class RefusalTest {

    @Test
    void aServiceThatNobodyKnowsIsNamed() {
        assertThat(reason(new Decision.UnknownService("reviews")))
                .isEqualTo("no instance and no rule is known by the name reviews");
    }

    @Test
    void aPathWithoutAServiceIsToldFromOneWithAnUnknownOne() {
        assertThat(reason(new Decision.UnknownService("")))
                .isEqualTo("the path names no service (expected: /SERVICE/PATH)");
    }

    private static String reason(Decision decision) {
        OwnAnswer answer = Refusal.of(decision);
        assertThat(answer.kind()).isEqualTo(OwnAnswer.Kind.UNKNOWN_SERVICE);
        return answer.reason();
    }
}
