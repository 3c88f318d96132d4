package io.amalgam8.sidecar.recipe;

import static io.amalgam8.sidecar.recipe.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.RequestHead;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.wire.RulesJson;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recipe's rules do in the callers' sidecars, whatever ids the controller gives them. */
final class RecipeInForceTest {

    private static final Endpoint ENDPOINT = Endpoint.parse(EndpointType.HTTP, "10.0.0.1:8080");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    {"g":["r"],"g:v1":["r"]};               g:v1;    g;         -
                    {"g":["r"],"g:v1":["r"]};               g:v1;    g:v1;      503
                    {"g":["r"],"g:v1":["r"]};               g:v1;    g:v1,blue; 503
                    {"g":["r"],"g:v1":["r"]};               g;       g;         503
                    {"g":["r"],"g:v1":["r"]};               g;       g:v1;      -
                    {"g:v1":["r"],"g":["r"]};               g:v1;    g:v1;      503
                    {"g":["r"],"g:v1":["r"],"g:v1,x":["r"]}; g:v1;   g:v1;      503
                    {"g":["r"],"g:v1":["r"],"g:v1,x":["r"]}; g:v1;   g:v1,x;    -
                    {"g":["r"],"g:v1":["r"],"g:v1,x":["r"]}; g:v1,x; g:v1,x;    503
                    {"g:v2":["r"],"g:v1,x":["r"]};          g:v1,x;  g:v1,v2,x; 503
                    """)
    void theRuleThatSaysMostOfTheCallerActs(String dependencies, String source, String caller, String code)
            throws InvalidRecipeException {
        List<ObjectNode> rules = Recipe.parse(
                        "id",
                        "X-Request-ID",
                        ".*",
                        json("{\"dependencies\":" + dependencies + "}"),
                        json("[{\"scenario\":\"abort_requests\",\"source\":\"" + source
                                + "\",\"dest\":\"r\",\"errorcode\":503}]"))
                .rules();

        OptionalInt expected = code.equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(code));
        assertThat(abort(withIds(rules, false), caller)).isEqualTo(expected);
        assertThat(abort(withIds(rules, true), caller)).isEqualTo(expected);
    }

    /** As a controller lists them, with ids in the order of the list, or in the opposite one. */
    private static RuleSet withIds(List<ObjectNode> rules, boolean falling) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < rules.size(); i++) {
            int number = falling ? rules.size() - i : i;
            document.withArray("rules").add(rules.get(i).deepCopy().put("id", "rule-" + number));
        }
        return RulesJson.read(document.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static OptionalInt abort(RuleSet rules, String caller) {
        Party party = Party.parse(caller);
        RoutingTable table = RoutingTable.unknown()
                .next(
                        new Identity(party.name(), Tags.of(party.tags())),
                        Optional.of(
                                Catalog.of(List.of(new Instance("one", "r", ENDPOINT, Tags.NONE, InstanceStatus.UP)))),
                        Optional.of(rules),
                        expression -> value -> value.matches(expression));
        if (table.decide(new Call("r"), Balancer.RANDOM, new Random(1)) instanceof Decision.Forward forward) {
            assertThat(forward.injection().traces()).hasSize(1);
            return forward.injection().abort();
        }
        throw new AssertionError("not forwarded");
    }

    /** With the header that the recipe wants. */
    private record Call(String service) implements RequestHead {

        @Override
        public Iterator<String> header(String name) {
            return List.of("trial-1").iterator();
        }

        @Override
        public boolean takesCookie() {
            return false;
        }
    }
}
