package io.amalgam8.sidecar.recipe;

import static io.amalgam8.sidecar.recipe.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected of calls, held against what the access log tells of them. */
final class ChecklistTest {

    @ParameterizedTest
    @CsvSource({
        "0.5 0.9 1.0, ''",
        "0.5 1.001 0.7, 'reviews did not reply in time for request from gateway: found one instance where resp time was"
                + " 1.001s - max 1.000s'"
    })
    void boundsTheResponseTime(String times, String problem) throws InvalidRecipeException {
        List<LoggedCall> calls = new ArrayList<>();
        for (String time : times.split(" ", -1)) {
            calls.add(
                    line("\"request_time\":\"9.000\",\"upstream_response_time\":\"" + time + "\",\"status\":\"200\""));
        }
        assertThat(judge("\"name\":\"bounded_response_time\",\"max_latency\":\"1s\"", calls))
                .isEqualTo(problem);
    }

    @Test
    void takesTheWholeTimeWhereNoInstanceWasAsked() throws InvalidRecipeException {
        List<LoggedCall> calls =
                List.of(line("\"request_time\":\"7.003\",\"upstream_response_time\":\"-\",\"status\":\"503\""));

        assertThat(judge("\"name\":\"bounded_response_time\",\"max_latency\":\"7s\"", calls))
                .contains("7.003s");
    }

    @Test
    void addsUpTheTimesOfSeveralTries() throws InvalidRecipeException {
        List<LoggedCall> calls = List.of(
                line("\"request_time\":9,\"upstream_response_time\":\"0.400, 0.300 : -, 0.400\",\"status\":200"));

        assertThat(judge("\"name\":\"bounded_response_time\",\"max_latency\":\"1s\"", calls))
                .contains("1.100s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    200;        200 200;   ''
                    [200, 302]; 200 302;   ''
                    200;        200 503;   unexpected status 503
                    200;        200 499;   unexpected connection termination
                    200;        200 0;     unexpected connection termination
                    0;          000 000;   ''
                    7;          007;       ''
                    [599, 0];   599 000;   ''
                    499;        499;       ''
                    """)
    void wantsAStatus(String wanted, String found, String problem) throws InvalidRecipeException {
        List<LoggedCall> calls = new ArrayList<>();
        for (String status : found.split(" ", -1)) {
            calls.add(line("\"status\":\"" + status + "\""));
        }
        assertThat(judge("\"name\":\"http_status\",\"status\":" + wanted, calls))
                .isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    "retries":2; ''
                    "retries":1; gateway -> reviews - expected 1 retries, but found 2 retries for request a
                    "retries":2,"wait_time":"1s"; ''
                    "retries":2,"wait_time":"900ms","errdelta":"100ms"; ''
                    "retries":2,"wait_time":"900ms"; gateway -> reviews - expected 0.900s +/- 0.010s spacing for retry attempt 1, but request a had a spacing of 1.000s
                    "retries":2,"by_uri":true; gateway -> reviews - expected 2 retries, but found 3 retries for request /x
                    """)
    void boundsRetriesAndWantsThePauseBetweenThem(String options, String problem) throws InvalidRecipeException {
        List<LoggedCall> calls =
                List.of(call("a", 14, 0.5, 503), call("a", 10, 1, 503), call("a", 12, 1, 503), call("b", 11, 0.1, 200));

        assertThat(judge("\"name\":\"bounded_retries\"," + options, calls)).isEqualTo(problem);
    }

    @Test
    void boundsTheRequests() throws InvalidRecipeException {
        List<LoggedCall> calls = List.of(call("a", 1, 1, 503), call("a", 2, 1, 503), call("b", 3, 1, 200));

        assertThat(judge("\"name\":\"at_most_requests\",\"num_requests\":2", calls))
                .isEmpty();
        assertThat(judge("\"name\":\"at_most_requests\",\"num_requests\":1", calls))
                .isEqualTo("gateway -> reviews - expected 1 requests, but found 2 requests for id a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    never opens where nothing fails;           1+ 2+ 3+ 4+ 5+;            ''
                    never opens where failures are apart;      1- 2+ 3- 4+ 5- 6+;         ''
                    is open after two in a row;                1- 2- 2.5+;    gateway -> reviews - expected no requests in open state but found one 0.400s after failure 2 in a row
                    is half open after the pause;              1- 2- 12.2+ 12.5+ 13+;     ''
                    opens again at once when that fails;       1- 2- 12.2- 13+;  gateway -> reviews - expected no requests in open state but found one 0.700s after failure 2 in a row
                    is closed after so many successes;         1- 2- 12.2+ 12.5+ 13- 14+; ''
                    is not closed after one success;           1- 2- 12.2+ 12.5- 14+;  gateway -> reviews - expected no requests in open state but found one 1.400s after failure 2 in a row
                    bears what began before;                   1- 2- 2.05+ 12.2+;         ''
                    """)
    void wantsACircuitBreakerThat(String does, String line, String problem) throws InvalidRecipeException {
        List<LoggedCall> calls = new ArrayList<>();
        for (String call : line.split(" ", -1)) {
            double start = Double.parseDouble(call.substring(0, call.length() - 1));
            calls.add(call(call, start, 0.1, call.endsWith("+") ? 200 : 503));
        }
        assertThat(judge(
                        "\"name\":\"circuit_breaker\",\"max_attempts\":2,\"reset_time\":\"10s\",\"sthreshold\":2",
                        calls))
                .as(does)
                .isEqualTo(problem);
    }

    @Test
    void failsWhereTheLogTellsOfNoSuchCall() throws InvalidRecipeException {
        LoggedCall other = line("\"status\":\"200\"", "gateway", "ratings:v1");
        LoggedCall version = line("\"status\":\"200\"", "gateway", "reviews:v1");
        Checklist checklist = Checklist.parse(
                json(
                        "{\"checks\":[{\"name\":\"http_status\",\"source\":\"gateway\",\"dest\":\"reviews:v2\",\"status\":200}]}"));

        assertThat(checklist.judge(List.of(other, version)).get(0).toJson()).hasToString("""
                {"name":"http_status","source":"gateway","dest":"reviews:v2","status":200,"result":false,"errormsg":"No log entries found"}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {};                                               checks: no such list (expected: {"checks": [{…}, …]})
                    [{"name":"http_status"}];                         the list[0].source: missing (expected: a text)
                    [{"name":"http_status","source":"a"}];            the list[0].dest: missing (expected: a text)
                    [{"name":"x","source":"a","dest":"b"}];           the list[0].name: "x" (expected: bounded_response_time, http_status, bounded_retries, circuit_breaker or at_most_requests)
                    [{"name":"http_status","source":"a","dest":"b"}]; the list[0].status: missing (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":["x"]}]; the list[0].status: ["x"] (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":99999999999}]; the list[0].status: 99999999999 (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":600}]; the list[0].status: 600 (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":-1}]; the list[0].status: -1 (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":200.5}]; the list[0].status: 200.5 (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":[200,4294967496]}]; the list[0].status: [200,4294967496] (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":[]}]; the list[0].status: [] (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":"a","dest":"b","status":{"a":200}}]; the list[0].status: {"a":200} (expected: 100..599, 0..99 for a closed connection, or a list of such)
                    [{"name":"http_status","source":null,"dest":"b","status":200}]; the list[0].source: null (expected: a text)
                    [{"name":"http_status","source":"a","dest":":v1","status":200}]; the list[0].dest: ":v1" (expected: a service)
                    [{"name":"bounded_retries","source":"a","dest":"b","retries":null}]; the list[0].retries: null (expected: 0 or more)
                    [{"name":"bounded_retries","source":"a","dest":"b","retries":18446744073709551617}]; the list[0].retries: 18446744073709551617 (expected: 0..2147483647)
                    [{"name":"at_most_requests","source":"a","dest":"b","num_requests":null}]; the list[0].num_requests: null (expected: 0 or more)
                    [{"name":"circuit_breaker","source":"a","dest":"b","reset_time":"1s","max_attempts":null}]; the list[0].max_attempts: null (expected: 0 or more)
                    [{"name":"bounded_response_time","source":"a","dest":"b"}]; the list[0].max_latency: missing (expected: a text)
                    [{"name":"bounded_retries","source":"a","dest":"b"}]; the list[0].retries: missing (expected: 0 or more)
                    [{"name":"circuit_breaker","source":"a","dest":"b","reset_time":"1s"}]; the list[0].max_attempts: missing (expected: 0 or more)
                    """)
    void refusesChecksThatMakeNoSense(String checks, String problem) {
        assertThatExceptionOfType(InvalidRecipeException.class)
                .isThrownBy(() -> Checklist.parse(json(checks)))
                .withMessage(problem);
    }

    private static String judge(String check, List<LoggedCall> calls) throws InvalidRecipeException {
        return Checklist.parse(json("{\"checks\":[{" + check + ",\"source\":\"gateway\",\"dest\":\"reviews\"}]}"))
                .judge(calls)
                .get(0)
                .problem();
    }

    private static LoggedCall call(String id, double start, double lasted, int status) {
        return line(String.format(
                Locale.ROOT,
                "\"timestamp_in_ms\":\"%.3f\",\"request_time\":\"%.3f\",\"status\":\"%d\",\"request_id\":\"%s\",\"path\":\"/x\"",
                start + lasted,
                lasted,
                status,
                id));
    }

    private static LoggedCall line(String fields) {
        return line(fields, "gateway:v1", "reviews:v2");
    }

    private static LoggedCall line(String fields, String source, String destination) {
        return LoggedCall.parse(json("{\"src\":\"" + source + "\",\"dst\":\"" + destination + "\"," + fields + "}"))
                .orElseThrow();
    }
}
