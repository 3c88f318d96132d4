package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.balancing.Outcome;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the end of a try without an answer says about its instance. */
final class VerdictTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECTION_REFUSED, CONNECT_FAILURE",
        "CONNECTION_TIMEOUT, CONNECT_FAILURE",
        "TLS_FAILED, CONNECT_FAILURE",
        // The call was too short for an instance to be called unreachable.
        "OUT_OF_TIME_CONNECTING, FAILURE",
        "OUT_OF_TIME_WAITING, NONE",
        "OVERLOADED, NONE",
        "UNPROCESSED, NONE",
        "CONNECTION_ENDED, FAILURE",
        "MALFORMED_ANSWER, FAILURE",
        "TIMEOUT, FAILURE",
        "CALLER_GONE, NONE"
    })
    void tellsApartWhoIsToBlame(Kind kind, Outcome outcome) {
        assertThat(Verdict.of(kind, false, false)).isEqualTo(outcome);
    }
}
