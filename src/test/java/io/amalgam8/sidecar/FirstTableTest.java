package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.routing.TableSummary;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application is not started before there is something to route by, and not kept waiting for ever. */
final class FirstTableTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Future<Void> NEVER = Promise.<Void>promise().future();

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = LogLines.of(FirstTable.class.getPackage());

    @BeforeEach
    void registerCodec() {
        Topics.registerCodec(vertx);
    }

    @AfterEach
    void close() {
        log.close();
        Await.result(vertx.close());
    }

    @Test
    void endsWithTheFirstTableThatStandsOnBothServers() {
        FirstTable first = new FirstTable(vertx, LONG);
        Future<Void> waiting = first.unless(NEVER);

        publish(false);
        publish(true);

        Await.result(waiting);
        assertThat(log.all()).isEmpty();
    }

    @Test
    void hearsATableThatComesBeforeAnybodyWaits() {
        FirstTable first = new FirstTable(vertx, LONG);
        publish(true);

        Await.result(first.unless(NEVER));

        assertThat(log.all()).isEmpty();
    }

    @Test
    void goesOnWithoutATableAndSaysSo() {
        Await.result(new FirstTable(vertx, Duration.ofMillis(1)).unless(NEVER));

        assertThat(log.count("no catalog and rules yet")).isEqualTo(1);
    }

    @Test
    void isSilentWhenTheEndComesFirst() {
        Await.result(new FirstTable(vertx, LONG).unless(Future.succeededFuture()));

        assertThat(log.all()).isEmpty();
    }

    private void publish(boolean complete) {
        Topics.ROUTING_TABLE.publish(vertx, new TableSummary(1, complete, 0, 0, 0, 0));
    }
}
