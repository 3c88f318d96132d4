package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFileVerticleTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final RuleSet RULES = new RuleSet(List.of(), List.of(), 7);

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = LogLines.of(StateFileVerticle.class.getPackage());

    @TempDir
    Path directory;

    @BeforeEach
    void teach() {
        Topics.registerCodec(vertx);
    }

    @AfterEach
    void close() {
        vertx.deploymentIDs().forEach(id -> Await.result(vertx.undeploy(id)));
        log.close();
        Await.result(vertx.close());
    }

    @Test
    void savesAWhileAfterAChange() {
        StateFile file = file("state.json");
        deploy(file, SOON);

        Topics.RULES.publish(vertx, RULES);
        await().until(() -> load(file).rules().equals(Optional.of(RULES)));
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> load(file).catalog().equals(Optional.of(Catalog.EMPTY)));

        assertThat(load(file).rules()).contains(RULES);
    }

    @Test
    void savesWhatHasChangedWhenItStops() {
        StateFile file = file("state.json");
        String id = deploy(file, Duration.ofHours(1));
        Topics.RULES.publish(vertx, RULES);
        Await.result(vertx.undeploy(id));

        assertThat(load(file).rules()).contains(RULES);
    }

    @Test
    void keepsTheSavedCatalogWhenOnlyTheRulesAreHeardOf() {
        StateFile file = file("state.json");
        SavedState earlier = new SavedState(Optional.of(Catalog.EMPTY), Optional.empty());
        String id = deploy(file, earlier, Duration.ofHours(1));
        Topics.RULES.publish(vertx, RULES);
        Await.result(vertx.undeploy(id));

        assertThat(load(file)).isEqualTo(new SavedState(Optional.of(Catalog.EMPTY), Optional.of(RULES)));
    }

    @Test
    void doesNotMakeYoungerWhatIsOnlyReadAgain() {
        StateFile file = file("state.json");
        SavedState earlier = new SavedState(Optional.of(Catalog.EMPTY), Optional.of(RULES));
        String id = deploy(file, earlier, Duration.ofHours(1));
        Topics.RULES.publish(vertx, RULES);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        Await.result(vertx.undeploy(id));

        assertThat(directory.resolve("state.json")).doesNotExist();
    }

    @Test
    void saysOnceThatItCannotSave() {
        String id = deploy(file("missing/state.json"), SOON);
        Topics.RULES.publish(vertx, RULES);
        await().until(() -> log.count("state cannot be saved") == 1);

        // The second attempt, which is waited for.
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        Await.result(vertx.undeploy(id));

        assertThat(log.count("state cannot be saved")).isEqualTo(1);
    }

    @Test
    void savesWhatItCouldNotSaveAsSoonAsThereIsAPlaceForItAndSaysBothOnce() throws IOException {
        StateFile file = file("later/state.json");
        deploy(file, SOON);
        Topics.RULES.publish(vertx, RULES);
        await().until(() -> log.count("state cannot be saved") == 1);

        Files.createDirectory(directory.resolve("later"));

        await().until(() -> load(file).rules().equals(Optional.of(RULES)));
        await().until(() -> log.count("state can be saved again") == 1);
        assertThat(log.count("state cannot be saved")).isEqualTo(1);
    }

    @Test
    void makesYoungerAtTheStopWhatTheServersStillSay() {
        SavedState earlier = new SavedState(Optional.of(Catalog.EMPTY), Optional.of(RULES));
        String id = deploy(file("state.json"), earlier, Duration.ofHours(1));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.UP, "answers"));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.CONTROLLER, Health.State.UP, "answers"));
        awaitHealthHeard();
        Await.result(vertx.undeploy(id));

        assertThat(load(file("state.json"))).isEqualTo(earlier);
    }

    @Test
    void leavesAsOldAsItIsWhatOneServerNoLongerConfirms() {
        SavedState earlier = new SavedState(Optional.of(Catalog.EMPTY), Optional.of(RULES));
        String id = deploy(file("state.json"), earlier, Duration.ofHours(1));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.UP, "answers"));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.CONTROLLER, Health.State.UP, "answers"));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.DEGRADED, "away"));
        awaitHealthHeard();
        Await.result(vertx.undeploy(id));

        assertThat(directory.resolve("state.json")).doesNotExist();
    }

    @Test
    void goesOnWithoutAFileThatCannotBeUsed() throws IOException {
        Files.writeString(directory.resolve("state.json"), "<html>");

        assertThat(load(file("state.json"))).isEqualTo(SavedState.NONE);
        assertThat(log.count("saved state cannot be used")).isEqualTo(1);
    }

    /** What was said before, whoever listens has heard when the last word has come. */
    private void awaitHealthHeard() {
        Published<Health> heard = Published.on(vertx, Topics.HEALTH);
        Health last = new Health(Health.Part.PROXY, Health.State.UP, "");
        Topics.HEALTH.publish(vertx, last);
        await().until(() -> heard.all().contains(last));
    }

    private String deploy(StateFile file, Duration pause) {
        return deploy(file, SavedState.NONE, pause);
    }

    private String deploy(StateFile file, SavedState saved, Duration pause) {
        return Await.result(vertx.deployVerticle(new StateFileVerticle(file, saved, pause)));
    }

    private SavedState load(StateFile file) {
        return Await.result(StateFileVerticle.load(vertx, file));
    }

    private StateFile file(String name) {
        return new StateFile(directory.resolve(name), InstantSource.system());
    }
}
