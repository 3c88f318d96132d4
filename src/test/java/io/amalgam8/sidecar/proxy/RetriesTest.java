package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.proxy.Retries.Next;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again, and what is not. */
final class RetriesTest {

    @ParameterizedTest
    @CsvSource({
        // method, Idempotency-Key, what happened, on a reused connection, with all of the body; what is next
        "GET,    , CONNECTION_REFUSED, false, true, AT_ONCE",
        "POST,   , CONNECTION_REFUSED, false, true, AT_ONCE",
        "POST,   , CONNECTION_TIMEOUT, false, true, AT_ONCE",
        "POST,   , TLS_FAILED, false, true, AT_ONCE",
        "POST,   , CONNECTION_REFUSED, false, false, NONE",
        "GET,    , CONNECTION_ENDED, true, true, AFRESH",
        "PUT,    , CONNECTION_ENDED, true, false, NONE",
        "POST,   , CONNECTION_ENDED, true, true, NONE",
        "PATCH,  , CONNECTION_ENDED, true, true, NONE",
        "POST,  k, CONNECTION_ENDED, true, true, AFRESH",
        "POST,   , UNPROCESSED, true, true, AFRESH",
        "POST,   , UNPROCESSED, false, true, LATER",
        "POST,   , UNPROCESSED, true, false, NONE",
        "GET,    , CONNECTION_ENDED, false, true, LATER",
        "DELETE, , CONNECTION_ENDED, false, true, LATER",
        "POST,   , CONNECTION_ENDED, false, true, NONE",
        "GET,    , TIMEOUT, false, true, NONE",
        "GET,    , MALFORMED_ANSWER, false, true, NONE",
        "GET,    , OVERLOADED, false, true, NONE",
        "GET,    , CALLER_GONE, false, true, NONE"
    })
    void afterATryWithoutAnAnswer(String method, String key, Kind kind, boolean reused, boolean whole, Next next) {
        assertThat(retries(request(method, key), 1).after(kind, reused, whole)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,   , 502, true, LATER",
        "PUT,   , 503, true, LATER",
        "HEAD,  , 504, true, LATER",
        "GET,   , 500, true, NONE",
        "GET,   , 429, true, NONE",
        "GET,   , 200, true, NONE",
        "PUT,   , 503, false, NONE",
        "POST,  , 503, true, NONE",
        "PATCH, , 502, true, NONE",
        "POST, k, 503, true, LATER"
    })
    void afterAnAnswer(String method, String key, int status, boolean whole, Next next) {
        assertThat(retries(request(method, key), 1).after(answer(status), whole))
                .isEqualTo(next);
    }

    @Test
    void asOftenAsIsUsualAndNeitherCountsTwice() {
        Retries retries = retries(request("GET", null), 2);

        assertThat(retries.after(Kind.CONNECTION_ENDED, true, true)).isEqualTo(Next.AFRESH);
        assertThat(retries.after(Kind.CONNECTION_REFUSED, false, true)).isEqualTo(Next.AT_ONCE);
        assertThat(retries.after(answer(503), true)).isEqualTo(Next.LATER);
        assertThat(retries.made()).isEqualTo(2);
        assertThat(retries.after(answer(503), true)).isEqualTo(Next.USED_UP);
        assertThat(retries.after(Kind.CONNECTION_REFUSED, false, true)).isEqualTo(Next.USED_UP);
    }

    @Test
    void takesAConnectionForAFailureWhenFreshOnesEndAsWell() {
        Retries retries = retries(request("GET", null), 1);

        assertThat(retries.after(Kind.CONNECTION_ENDED, true, true)).isEqualTo(Next.AFRESH);
        assertThat(retries.after(Kind.CONNECTION_ENDED, true, true)).isEqualTo(Next.AFRESH);
        assertThat(retries.after(Kind.CONNECTION_ENDED, true, true)).isEqualTo(Next.LATER);
        assertThat(retries.after(Kind.CONNECTION_ENDED, true, true)).isEqualTo(Next.USED_UP);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "99, 10", "x, 1", "'', 1"})
    void asOftenAsTheCallerAsksWithinReason(String asked, int count) {
        Request request = request("GET", null);
        request.fields().set("x-envoy-max-retries", asked);

        assertThat(retries(request, 1).count()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "0 | 0",
                "-1 | 0",
                "soon | 0",
                "Sun, 06 Nov 1994 08:49:37 GMT | 37",
                "Sun, 06 Nov 1994 08:48:00 GMT | 0"
            })
    void afterTheWaitThatAnInstanceAsksFor(String value, long seconds) {
        assertThat(RetryAfter.of(value, Instant.parse("1994-11-06T08:49:00Z"))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        // the number of retries that the rule sets, gRPC's status, alone with the head; what is next
        "  , 14, NONE",
        "2 , 14, LATER",
        "2 , 13, NONE",
        "2 ,  0, NONE"
    })
    void afterAGrpcCallWasTurnedAwayWhereTheRuleAsksForIt(@Nullable Integer byRule, int status, Next next) {
        Request call = request("POST", null);
        call.fields().set("content-type", "application/grpc");
        OptionalInt count = byRule == null ? OptionalInt.empty() : OptionalInt.of(byRule);
        Response answer = answer(200);
        answer.fields().set("grpc-status", Integer.toString(status));

        assertThat(Retries.of(call, count, RetryOptions.USUAL).after(answer, true))
                .isEqualTo(next);
    }

    private static Retries retries(Request request, int usual) {
        return Retries.of(request, OptionalInt.empty(), new RetryOptions(usual, 20, 10));
    }

    private static Response answer(int status) {
        return new Response(status, "", Fields.empty());
    }

    private static Request request(String method, @Nullable String key) {
        Fields fields = Fields.empty();
        if (key != null) {
            fields.set("Idempotency-Key", key);
        }
        return new Request(method, "/svc/x", "HTTP/1.1", fields, false);
    }
}
