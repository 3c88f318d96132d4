package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.failingOver;
import static io.amalgam8.sidecar.routing.RuleBuilder.named;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.counts;
import static io.amalgam8.sidecar.routing.Tables.decide;
import static io.amalgam8.sidecar.routing.Tables.forward;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Backend.Failover;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackendTest {

    private static final Instance ONE = instance("one", "reviews", "v1");
    private static final Instance TWO = instance("two", "reviews", "v2");
    private static final Instance OTHER = instance("other", "archive", "v1");

    @Test
    void itsNameIsTheDestinationUnlessItSaysAnother() {
        RoutingTable table = table(List.of(ONE, OTHER), rule("r", "reviews").to(named("archive", backend("v1"))));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("other");
        assertThat(forward(table, Request.to("reviews")).destination().service())
                .isEqualTo("archive");
    }

    @Test
    void withoutTagsEveryInstanceIsMeant() {
        assertThat(counts(table(List.of(ONE, TWO), rule("r", "reviews").toEvery()), Request.to("reviews"), 100, 3))
                .containsOnlyKeys("one", "two");
    }

    @Test
    void withoutInstancesTheFailoversAreTriedInOrder() {
        Failover nobody = new Failover(Optional.empty(), Tags.of("v9"));
        Failover archive = new Failover(Optional.of("archive"), Tags.of("v1"));
        Failover second = new Failover(Optional.empty(), Tags.of("v2"));
        Backend backend = failingOver(backend("v3"), nobody, archive, second);

        Decision.Forward stoodIn =
                forward(table(List.of(ONE, TWO, OTHER), rule("r", "reviews").to(backend)), Request.to("reviews"));
        assertThat(stoodIn.instance()).isEqualTo(OTHER);
        assertThat(stoodIn.destination().tags()).isEqualTo(Tags.of("v1"));
        assertThat(choice(table(List.of(ONE, TWO), rule("r", "reviews").to(backend)), Request.to("reviews")))
                .isEqualTo("two");
        assertThat(choice(
                        table(
                                List.of(ONE, instance("own", "reviews", "v3")),
                                rule("r", "reviews").to(backend)),
                        Request.to("reviews")))
                .isEqualTo("own");
    }

    @Test
    void withNeitherInstancesNorFailoversItSaysSo() {
        Backend backend = failingOver(backend("v3"), new Failover(Optional.empty(), Tags.of("v4")));

        assertThat(decide(table(List.of(ONE), rule("r", "reviews").to(backend)), Request.to("reviews")))
                .isEqualTo(new Decision.NothingEligible(
                        "reviews",
                        Optional.of("r"),
                        "backend reviews:v3 has no instance to go to, nor has any of its failovers"));
    }

    @Test
    void itsSuspectsAreUsedBeforeItsFailovers() {
        Catalog catalog = new Catalog(List.of(ONE, TWO), Set.of("one"), List.of());
        Backend backend = failingOver(backend("v1"), new Failover(Optional.empty(), Tags.of("v2")));
        RoutingTable table = Tables.next(
                RoutingTable.unknown(),
                Tables.CALLER,
                catalog,
                RuleSet.of(rule("r", "reviews").to(backend)));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("one");
    }

    @Test
    void itsOwnTimeoutAndRetriesCountBeforeItsRoutes() {
        Backend plain = backend("v1");
        Backend own = new Backend(
                Optional.empty(),
                Tags.of("v1"),
                OptionalDouble.empty(),
                Optional.of(Duration.ofMillis(1500)),
                OptionalInt.of(0),
                List.of(),
                Optional.of("reviews.example:8080"),
                Optional.of("round_robin"));
        UriRewrite rewrite = new UriRewrite("", "/a", Optional.of("/b"));

        Destination byRoute = destination(plain, rewrite);
        assertThat(byRoute.timeout()).contains(Duration.ofSeconds(3));
        assertThat(byRoute.retries()).hasValue(2);
        assertThat(byRoute.host()).isEmpty();
        assertThat(byRoute.uriRewrite()).contains(rewrite);
        Destination byBackend = destination(own, rewrite);
        assertThat(byBackend.timeout()).contains(Duration.ofMillis(1500));
        assertThat(byBackend.retries()).hasValue(0);
        assertThat(byBackend.host()).contains("reviews.example:8080");
        assertThat(byBackend.balancing()).contains("round_robin");
    }

    private static Destination destination(Backend backend, UriRewrite rewrite) {
        Route route = new Route(
                List.of(backend), Optional.of(Duration.ofSeconds(3)), OptionalInt.of(2), Optional.of(rewrite));
        return forward(table(List.of(ONE), rule("r", "reviews").with(route)), Request.to("reviews"))
                .destination();
    }
}
