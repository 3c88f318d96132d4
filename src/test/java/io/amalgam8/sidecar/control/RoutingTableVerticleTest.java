package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.TableSummary;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.Published;
import io.amalgam8.sidecar.wire.RulesJson;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RoutingTableVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<RoutingTable> table = new AtomicReference<>(RoutingTable.unknown());
    private final LogLines log = LogLines.of(RoutingTableVerticle.class.getPackage());
    private Published<Health> health = Published.on(vertx, Topics.HEALTH);
    private Published<TableSummary> summaries = Published.on(vertx, Topics.ROUTING_TABLE);

    @BeforeEach
    void deploy() {
        Topics.registerCodec(vertx);
        summaries = Published.on(vertx, Topics.ROUTING_TABLE);
        health = Published.on(vertx, Topics.HEALTH);
        Await.result(vertx.deployVerticle(new RoutingTableVerticle(Identity.ANONYMOUS, table, new Meters())));
    }

    @AfterEach
    void close() {
        // Verticles before the servers that they talk to.
        vertx.deploymentIDs().forEach(id -> Await.result(vertx.undeploy(id)));
        log.close();
        Await.result(vertx.close());
    }

    @Test
    void putsANewTableInPlaceBeforeItTellsAnybody() {
        Topics.ROUTING_TABLE.subscribe(
                vertx, summary -> assertThat(generation()).isGreaterThanOrEqualTo(summary.generation()));

        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> summaries.all().size() == 1);

        assertThat(generation()).isEqualTo(1);
        assertThat(summaries.last().generation()).isEqualTo(1);
    }

    @Test
    void compilesWhatChangesMeanwhileTogether() {
        for (int i = 0; i < 500; i++) {
            Topics.CATALOG.publish(vertx, Catalog.EMPTY);
            Topics.RULES.publish(vertx, new RuleSet(List.of(), List.of(), i));
        }
        RuleSet last = new RuleSet(List.of(), List.of(new LeftOut("last", "x", "broken")), 500);
        Topics.RULES.publish(vertx, last);

        await().until(() -> log.all().stream().anyMatch(line -> line.contains("last")));
        assertThat(summaries.all())
                .extracting(TableSummary::generation)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(summaries.all().size()).isLessThanOrEqualTo(1001);
    }

    @Test
    void saysOnceWhyARuleIsRefused() {
        LeftOut refused = new LeftOut("r1", "reviews", "weight: 2 (expected: above 0 to 1)");
        Topics.RULES.publish(vertx, new RuleSet(List.of(), List.of(refused), 1));
        await().until(() -> summaries.all().size() == 1);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> summaries.all().size() == 2);

        assertThat(log.all())
                .filteredOn(line -> line.startsWith("rule refused"))
                .singleElement()
                .asString()
                .contains("r1", "reviews", "weight: 2");
    }

    @Test
    void saysWhyARuleCannotBeCompiled() {
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        Topics.RULES.publish(
                vertx,
                RulesJson.read(("{\"rules\":[{\"id\":\"r2\",\"destination\":\"reviews\","
                                + "\"match\":{\"headers\":{\"Cookie\":\"a(?=b)\"}},"
                                + "\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}}]}")
                        .getBytes(StandardCharsets.UTF_8)));
        await().until(() -> log.count("rule refused") == 1);

        assertThat(log.all())
                .filteredOn(line -> line.startsWith("rule refused"))
                .singleElement()
                .asString()
                .contains("r2", "look-around");
        await().until(() -> !health.all().isEmpty());
        assertThat(health.last().state()).isEqualTo(Health.State.DEGRADED);
        assertThat(health.last().detail()).isEqualTo("1 rule refused");
    }

    private long generation() {
        return Objects.requireNonNull(table.get()).summary().generation();
    }
}
