package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gRPC call says of itself and its outcome. */
final class GrpcTest {

    @ParameterizedTest
    @CsvSource({
        "application/grpc, true",
        "application/grpc+proto, true",
        "application/grpc; charset=utf-8, true",
        "application/grpc-web, false",
        "application/grpcx, false",
        "application/json, false",
        "'', false",
    })
    void isToldByItsContentType(String type, boolean grpc) {
        assertThat(Grpc.isCall(Fields.empty().set("content-type", type))).isEqualTo(grpc);
    }

    @ParameterizedTest
    @CsvSource({
        "1H, 3600000000000",
        "2M, 120000000000",
        "3S, 3000000000",
        "4m, 4000000",
        "5u, 5000",
        "6n, 6",
        "99999999n, 99999999",
    })
    void saysHowLongItWaits(String text, long nanos) {
        assertThat(Grpc.timeout(Fields.empty().set("grpc-timeout", text))).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "5", "5s", "-5S", "5 S", "123456789S", "5SS"})
    void saysNothingOfThatWhenItIsMalformed(String text) {
        assertThat(Grpc.timeout(Fields.empty().set("grpc-timeout", text))).isEmpty();
    }

    @Test
    void waitsNoLongerThanTheRuleAllows() {
        Fields second = Fields.empty().set("grpc-timeout", "1S");

        assertThat(Grpc.sooner(second, Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Grpc.sooner(second, Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
        assertThat(Grpc.sooner(second, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Grpc.sooner(Fields.empty(), Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 13", "401, 16", "403, 7", "404, 12", "408, 4", "412, 12", "413, 8", "429, 14", "431, 8", "499, 1",
        "500, 2", "502, 14", "503, 14", "504, 4", "418, 2",
    })
    void hasAStatusForEachOfHttp(int http, int grpc) {
        assertThat(Grpc.statusOf(http)).isEqualTo(grpc);
    }

    @Test
    void isAnsweredInItsOwnWords() {
        Fields head = Fields.empty();

        Grpc.answer(head, OwnAnswer.of(Kind.NOTHING_ELIGIBLE, "50 % of \u00e9\nnothing"));

        assertThat(head.text("content-type")).isEqualTo("application/grpc");
        assertThat(head.text("grpc-status")).isEqualTo("14");
        assertThat(head.text("grpc-message")).isEqualTo("50 %25 of %C3%A9%0Anothing");
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false", "1, false, false", "2, true, false", "3, false, false", "4, true, false",
        "5, false, false", "7, false, false", "8, false, false", "12, false, false", "13, true, false",
        "14, true, true", "15, true, false", "16, false, false",
    })
    void countsAgainstTheInstanceWhatItCouldNotDo(int status, boolean failure, boolean retryable) {
        assertThat(Grpc.isFailure(status)).isEqualTo(failure);
        assertThat(Grpc.isRetryable(status)).isEqualTo(retryable);
        assertThat(Grpc.status(Fields.empty().set("grpc-status", Integer.toString(status))))
                .hasValue(status);
    }
}
