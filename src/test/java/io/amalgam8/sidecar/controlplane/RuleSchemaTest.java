package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of a rule, in both dialects: what is taken and what is refused. In the tables, ' stands for ". */
final class RuleSchemaTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # value of a backend's field                    | union | 0.3
            'tags':['v1']                                   | yes   | yes
            'name':'reviews'                                | yes   | no
            'tags':[]                                       | yes   | no
            'tags':null                                     | yes   | no
            'tags':['v1','v1']                              | no    | no
            'tags':['v1',1]                                 | no    | no
            'tags':'v1'                                     | no    | no
            'tags':['v1'],'name':1                          | no    | no
            'tags':['v1'],'weight':0.000001                 | yes   | yes
            'tags':['v1'],'weight':1                        | yes   | yes
            'tags':['v1'],'weight':1.0                      | yes   | yes
            'tags':['v1'],'weight':0                        | no    | no
            'tags':['v1'],'weight':-0.5                     | no    | no
            'tags':['v1'],'weight':1.000001                 | no    | no
            'tags':['v1'],'weight':'0.5'                    | no    | no
            'tags':['v1'],'weight':1e999                    | no    | no
            'tags':['v1'],'timeout':1.5                     | yes   | yes
            'tags':['v1'],'timeout':0                       | no    | no
            'tags':['v1'],'timeout':1e400                   | no    | no
            'tags':['v1'],'timeout':'1s'                    | no    | no
            'tags':['v1'],'retries':2                       | yes   | yes
            'tags':['v1'],'retries':0                       | no    | no
            'tags':['v1'],'retries':1.5                     | no    | yes
            'tags':['v1'],'retries':3000000000              | no    | yes
            'tags':['v1'],'failover':[{'tags':['v2']}]      | yes   | yes
            'tags':['v1'],'failover':[{'name':'b'}]         | yes   | no
            'tags':['v1'],'failover':[]                     | no    | no
            'tags':['v1'],'failover':[{'tags':['v2'],'weight':1}] | no | no
            'tags':['v1'],'host':'h'                        | yes   | no
            'tags':['v1'],'host':''                         | no    | no
            'tags':['v1'],'lb_type':'round_robin'           | yes   | no
            'tags':['v1'],'lb_type':'least_request'         | yes   | no
            'tags':['v1'],'lb_type':'random'                | yes   | no
            'tags':['v1'],'lb_type':'ewma'                  | yes   | no
            'tags':['v1'],'lb_type':'ring_hash'             | yes   | no
            'tags':['v1'],'lb_type':'fair'                  | no    | no
            'tags':['v1'],'resilience':{}                   | yes   | no
            'tags':['v1'],'resilience':{'max_connections':10,'max_pending_requests':0,'max_requests':5,'sleep_window':0.5,'consecutive_errors':7,'detection_interval':2,'max_requests_per_connection':1} | yes | no
            'tags':['v1'],'resilience':{'max_connections':-1}        | no | no
            'tags':['v1'],'resilience':{'max_pending_requests':1.5}  | no | no
            'tags':['v1'],'resilience':{'max_requests':'5'}          | no | no
            'tags':['v1'],'resilience':{'sleep_window':-0.1}         | no | no
            'tags':['v1'],'resilience':{'consecutive_errors':-1}     | no | no
            'tags':['v1'],'resilience':{'detection_interval':'2s'}   | no | no
            'tags':['v1'],'resilience':{'max_requests_per_connection':1.5} | no | no
            'tags':['v1'],'resilience':{'bogus':1}          | no    | no
            'tags':['v1'],'uri':{'path':'/x'}               | no    | no
            'tags':['v1'],'bogus':1                         | no    | no
            """)
    void backend(String fields, String union, String old) {
        check("{'destination':'x','route':{'backends':[{" + fields + "}]}}", union, old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'backends':[{'tags':['a']}]                                 | yes | yes
            'backends':[]                                               | no  | no
            'backends':{}                                               | no  | no
            'backends':['a']                                            | no  | no
            'backends':[{'tags':['a'],'weight':0.6},{'tags':['b'],'weight':0.6}] | no  | yes
            'backends':[{'tags':['a'],'weight':0.1},{'tags':['b'],'weight':0.2},{'tags':['c'],'weight':0.7}] | yes | yes
            'bogus':1                                                   | no  | no
            'backends':[{'tags':['a']}],'bogus':1                       | no  | no
            'backends':[{'tags':['a']}],'http_req_timeout':0.5          | yes | no
            'backends':[{'tags':['a']}],'http_req_timeout':0            | no  | no
            'backends':[{'tags':['a']}],'http_req_retries':0            | yes | no
            'backends':[{'tags':['a']}],'http_req_retries':-1           | no  | no
            'backends':[{'tags':['a']}],'http_req_retries':1.5          | no  | no
            'backends':[{'tags':['a']}],'uri':{'path':'/a','prefix':'/b','prefix_rewrite':'/c'} | yes | no
            'backends':[{'tags':['a']}],'uri':'/a'                      | no  | no
            'backends':[{'tags':['a']}],'uri':{'path':1}                | no  | no
            'backends':[{'tags':['a']}],'uri':{'bogus':'/a'}            | no  | no
            """)
    void route(String fields, String union, String old) {
        check("{'destination':'x','route':{" + fields + "}}", union, old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'source':{'name':'a'}}                                     | yes | yes
            {'source':{'name':'a','tags':['v1','v2']}}                  | yes | yes
            {'source':{'tags':['v1']}}                                  | no  | no
            {'source':{'name':1}}                                       | no  | no
            {'source':{'name':'a','tags':[]}}                           | no  | no
            {'source':{'name':'a','tags':['v1','v1']}}                  | no  | no
            {'source':{'name':'a','bogus':1}}                           | no  | no
            {'headers':{'Cookie':'.*?user=jason'}}                      | yes | yes
            {'headers':{'Cookie':1}}                                    | no  | no
            {'headers':{}}                                              | no  | no
            {'headers':['Cookie']}                                      | no  | no
            {'all':[{'source':{'name':'a'}},{'headers':{'X':'y'}}]}     | yes | yes
            {'any':[{'headers':{'X':'y'}}]}                             | yes | yes
            {'none':[{'headers':{'X':'y'}}]}                            | yes | yes
            {'all':[]}                                                  | no  | no
            {'any':[{}]}                                                | no  | no
            {'none':{'headers':{'X':'y'}}}                              | no  | no
            {'all':[{'all':[{'headers':{'X':'y'}}]}]}                   | no  | no
            {'all':[{'bogus':1}]}                                       | no  | no
            {}                                                          | no  | no
            []                                                          | no  | no
            {'method':'GET'}                                            | no  | no
            {'uri':{'path':'/x'}}                                       | no  | no
            """)
    void match(String match, String union, String old) {
        check("{'destination':'x','match':" + match + ",'route':{'backends':[{'tags':['a']}]}}", union, old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'action':'delay','duration':0.5}                           | yes | yes
            {'action':'delay','duration':7,'probability':1,'tags':['v1']} | yes | yes
            {'action':'delay','duration':7,'probability':null,'tags':null} | yes | yes
            {'action':'delay'}                                          | no  | no
            {'action':'delay','duration':0}                             | no  | no
            {'action':'delay','duration':'7s'}                          | no  | no
            {'action':'delay','duration':7,'probability':0}             | no  | no
            {'action':'delay','duration':7,'probability':1.5}           | no  | no
            {'action':'delay','duration':7,'tags':[]}                   | no  | no
            {'action':'delay','duration':7,'tags':['v1','v1']}          | no  | no
            {'action':'delay','duration':7,'return_code':500}           | no  | no
            {'action':'abort','return_code':-5}                         | yes | yes
            {'action':'abort','return_code':599,'probability':0.5,'tags':['v1']} | yes | yes
            {'action':'abort'}                                          | no  | no
            {'action':'abort','return_code':-6}                         | no  | no
            {'action':'abort','return_code':600}                        | no  | no
            {'action':'abort','return_code':503.5}                      | no  | yes
            {'action':'abort','return_code':503.0}                      | no  | yes
            {'action':'abort','return_code':'503'}                      | no  | no
            {'action':'abort','return_code':503,'duration':1}           | no  | no
            {'action':'abort','return_code':503,'probability':'1'}      | no  | no
            {'action':'trace'}                                          | yes | yes
            {'action':'trace','log_key':'k','log_value':'v','tags':['v1']} | yes | yes
            {'action':'trace','log_key':1}                              | no  | no
            {'action':'trace','log_value':1}                            | no  | no
            {'action':'trace','probability':0.5}                        | no  | no
            {'action':'modify'}                                         | no  | no
            {'duration':1}                                              | no  | no
            'delay'                                                     | no  | no
            """)
    void action(String action, String union, String old) {
        check("{'destination':'x','actions':[" + action + "]}", union, old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'destination':'x','route':{'backends':[{'tags':['a']}]}                 | yes | yes
            'destination':'x','actions':[{'action':'trace'}]                        | yes | yes
            'route':{'backends':[{'tags':['a']}]}                                   | no  | yes
            'destination':'','route':{'backends':[{'tags':['a']}]}                  | no  | yes
            'destination':'x'                                                       | no  | no
            'destination':'x','route':null                                          | no  | no
            'destination':'x','actions':[]                                          | no  | no
            'destination':'x','route':{'backends':[{'tags':['a']}]},'actions':[{'action':'trace'}] | no | no
            'destination':'x','route':{'backends':[{'tags':['a']}]},'bogus':1       | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'id':'mine'     | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'tags':[]       | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'tags':['t','t'] | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'priority':-5   | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'priority':2147483647 | yes | yes
            'destination':'x','route':{'backends':[{'tags':['a']}]},'priority':2147483648 | no | yes
            """)
    void rule(String fields, String union, String old) {
        check("{" + fields + "}", union, old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'rules':[{'destination':1}]}
            {'rules':[{'priority':'1'}]}
            {'rules':[{'priority':1.5}]}
            {'rules':[{'priority':1e3}]}
            {'rules':[{'priority':99999999999999999999}]}
            {'rules':[{'tags':'t'}]}
            {'rules':[{'tags':[1]}]}
            {'rules':[{'id':1}]}
            {'rules':[1]}
            {'rules':{}}
            {'rules':[]} x
            [{'destination':'x'}]
            'rules'
            {x
            """)
    void whatIsNotEvenTypedIsInvalidJson(String body) {
        assertThat(refusalOf(body)).hasValueSatisfying(refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.id()).isEqualTo("error_invalid_json");
        });
    }

    @Test
    void aBodyNestedBeyondReasonIsInvalidJson() {
        assertThat(refusalOf("{'rules':[{'bogus':" + "[".repeat(5000) + "]".repeat(5000) + "}]}"))
                .isPresent();
    }

    @Test
    void aLongValueIsCutInTheReason() {
        assertThat(problem("{'destination':'x','route':{'backends':'" + "b".repeat(10_000) + "'}}", Dialect.UNION))
                .hasValueSatisfying(
                        problem -> assertThat(problem).hasSizeLessThan(300).contains("…"));
    }

    @Test
    void aRuleIsKeptAsItWasGivenWithItsFieldsInOrder() {
        String rule =
                "{'route':{'backends':[{'tags':['a'],'weight':0.25,'timeout':1.50}]},'bogus':1,'tags':['t'],'destination':'x'}";
        assertThat(draft(rule).stored("7").json())
                .isEqualTo(quoted("{'id':'7','priority':0,'tags':['t'],'destination':'x',"
                        + "'route':{'backends':[{'tags':['a'],'weight':0.25,'timeout':1.50}]}}"));
    }

    @Test
    void theReadmesExample() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("-d '", readme.indexOf("/v1/rules/routes/reviews"));
        String document = readme.substring(start + 4, readme.indexOf('\'', start + 4));

        List<RuleDraft> drafts = RuleDraft.read(bytes(document));
        assertThat(drafts).hasSize(1).allSatisfy(draft -> {
            assertThat(RuleSchema.of(Dialect.UNION).problem(draft.document())).isEmpty();
            assertThat(RuleSchema.of(Dialect.V0_3).problem(draft.document())).isEmpty();
        });
    }

    private static void check(String rule, String union, String old) {
        assertThat(problem(rule, Dialect.UNION))
                .matches(problem -> problem.isEmpty() == union.equals("yes"), "in union");
        assertThat(problem(rule, Dialect.V0_3)).matches(problem -> problem.isEmpty() == old.equals("yes"), "in 0.3");
    }

    private static Optional<String> problem(String rule, Dialect dialect) {
        return RuleSchema.of(dialect).problem(draft(rule).document());
    }

    private static RuleDraft draft(String rule) {
        List<RuleDraft> drafts = RuleDraft.read(bytes("{'rules':[" + rule + "]}"));
        assertThat(drafts).hasSize(1);
        return drafts.get(0);
    }

    private static Optional<RefusalException> refusalOf(String body) {
        try {
            RuleDraft.read(bytes(body));
            return Optional.empty();
        } catch (RefusalException e) {
            return Optional.of(e);
        }
    }

    private static byte[] bytes(String text) {
        return quoted(text).getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
