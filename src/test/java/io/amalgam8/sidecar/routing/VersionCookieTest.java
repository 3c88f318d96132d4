package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.failingOver;
import static io.amalgam8.sidecar.routing.RuleBuilder.named;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.weighted;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.counts;
import static io.amalgam8.sidecar.routing.Tables.forward;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Backend.Failover;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionCookieTest {

    private static final List<Instance> REVIEWS =
            List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2", "blue"));

    /** All calls by weight go to v1. */
    private static final RoutingTable SPLIT =
            table(REVIEWS, rule("r", "reviews").to(weighted(1, "v1"), backend("v2,blue"), backend("v3")));

    @Test
    void aChoiceAmongBackendsIsRemembered() {
        assertThat(forward(SPLIT, Request.to("reviews")).versionCookie())
                .contains("version=reviews-v1; Path=/reviews; HttpOnly; SameSite=Lax");
    }

    @Test
    void whereThereIsNoChoiceThereIsNoCookie() {
        RoutingTable single = table(REVIEWS, rule("r", "reviews").to("v1"));

        assertThat(forward(single, Request.to("reviews")).versionCookie()).isEmpty();
        assertThat(choice(single, Request.to("reviews").with("Cookie", "version=reviews-v2,blue")))
                .isEqualTo("one");
        assertThat(forward(table(REVIEWS), Request.to("reviews")).versionCookie())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    version=reviews-v2,blue                 | two | false
                    version=reviews-v1                      | one | false
                    a=b; version=reviews-v2,blue; c=d       | two | false
                    a=b;version=reviews-v2,blue;c=d         | two | false
                    version="reviews-v2,blue"               | two | false
                    version = reviews-v2,blue               | two | false
                    version=reviews-v2,blue; version=reviews-v1 | two | false
                    version=reviews-v1; version=reviews-v2,blue | one | false
                    version=nonsense; version=reviews-v2,blue | one | true
                    version=reviews-v3                      | one | true
                    version=reviews-v2                      | one | true
                    version=reviews-v2,blue,green           | one | true
                    version=reviews-V2,BLUE                 | one | true
                    Version=reviews-v2,blue                 | one | true
                    xversion=reviews-v2,blue                | one | true
                    versionx=reviews-v2,blue                | one | true
                    x=version=reviews-v2,blue               | one | true
                    version                                 | one | true
                    version=                                | one | true
                    'version="'                             | one | true
                    ;;;version=reviews-v2,blue;;            | two | false
                    '   '                                   | one | true
                    =;=; version=reviews-v2,blue            | two | false
                    """)
    void aCookieThatNamesAReachableBackendWinsOverWeights(String cookie, String choice, boolean isSet) {
        Decision.Forward forward = forward(SPLIT, Request.to("reviews").with("Cookie", cookie));

        assertThat(forward.instance().id()).isEqualTo(choice);
        assertThat(forward.versionCookie().isPresent()).isEqualTo(isSet);
    }

    @Test
    void theFirstOfSeveralCookieHeadersThatHasOneCounts() {
        Request request = Request.to("reviews")
                .with("cookie", "a=b")
                .with("COOKIE", "version=reviews-v2,blue")
                .with("Cookie", "version=reviews-v1");

        assertThat(choice(SPLIT, request)).isEqualTo("two");
    }

    @Test
    void callsThatTakeNoCookieAreLeftAlone() {
        Request grpc =
                Request.to("reviews").with("Cookie", "version=reviews-v2,blue").withoutCookies();

        assertThat(choice(SPLIT, grpc)).isEqualTo("one");
        assertThat(forward(SPLIT, grpc).versionCookie()).isEmpty();
    }

    @Test
    void aBackendThatAFailoverStandsInForIsReachable() {
        RoutingTable table = table(
                REVIEWS,
                rule("r", "reviews")
                        .to(
                                weighted(1, "v1"),
                                failingOver(backend("v3"), new Failover(Optional.empty(), Tags.of("v2")))));
        Decision.Forward forward = forward(table, Request.to("reviews").with("Cookie", "version=reviews-v3"));

        assertThat(forward.instance().id()).isEqualTo("two");
        assertThat(forward.versionCookie()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    reviews  | reviews | v1     | version=reviews-v1; Path=/reviews
                    reviews  | archive | v1     | version=archive-v1; Path=/reviews
                    reviews  | reviews |        | version=reviews-; Path=/reviews
                    reviews  | reviews | a;b    | version=reviews-a%3Bb; Path=/reviews
                    reviews  | reviews | a b"\\ | version=reviews-a%20b%22%5C; Path=/reviews
                    reviews  | reviews | ü      | version=reviews-%C3%BC; Path=/reviews
                    reviews  | reviews | 50%    | version=reviews-50%25; Path=/reviews
                    a b;c/é  | x       | v1     | version=x-v1; Path=/a%20b%3Bc%2F%C3%A9
                    """)
    void whatCannotStandInACookieIsPercentEncoded(String destination, String name, String tags, String begin) {
        VersionCookie cookie = VersionCookie.of(destination, name, tags == null ? Tags.NONE : Tags.of(tags));

        assertThat(cookie.header()).contains(begin + "; HttpOnly; SameSite=Lax");
    }

    @Property(tries = 300, seed = "5")
    void whoSendsBackTheCookieStays(
            @ForAll @IntRange(min = 2, max = 6) int backends,
            @ForAll @StringLength(min = 1, max = 6) String tag,
            @ForAll long seed) {
        RoutingTable table = split(backends, tag);
        Random chance = new Random(seed);
        Decision.Forward first = (Decision.Forward) table.decide(Request.to("reviews"), Balancer.RANDOM, chance);
        String cookie = first.versionCookie().orElseThrow().split(";", 2)[0];

        for (int i = 0; i < 20; i++) {
            Request again = Request.to("reviews").with("Cookie", "a=1; " + cookie + "; z=2");
            Decision.Forward next = (Decision.Forward) table.decide(again, Balancer.RANDOM, chance);
            assertThat(next.instance()).isEqualTo(first.instance());
            assertThat(next.versionCookie()).isEmpty();
        }
    }

    @Property(tries = 300, seed = "5")
    void noCookieHeaderBreaksADecision(@ForAll String cookie, @ForAll long seed) {
        Decision decision =
                SPLIT.decide(Request.to("reviews").with("Cookie", cookie), Balancer.RANDOM, new Random(seed));

        assertThat(decision).isInstanceOf(Decision.Forward.class);
    }

    @Test
    void withoutCookiesTheWeightsDecideEachCall() {
        RoutingTable table = table(REVIEWS, rule("r", "reviews").to(backend("v1"), backend("v2")));

        assertThat(counts(table, Request.to("reviews"), 1000, 5)).containsOnlyKeys("one", "two");
    }

    private static RoutingTable split(int backends, String tag) {
        Instance[] instances = new Instance[backends];
        io.amalgam8.sidecar.model.Backend[] all = new io.amalgam8.sidecar.model.Backend[backends];
        for (int i = 0; i < backends; i++) {
            instances[i] = instance("i" + i, "service" + i, tag);
            all[i] = named("service" + i, backend(tag));
        }
        Rule rule = rule("r", "reviews").to(all);
        return table(List.of(instances), rule);
    }
}
