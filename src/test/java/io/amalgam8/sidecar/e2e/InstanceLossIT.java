package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Member;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances die and come back under load, with the sidecar's configuration as it is out of the box. {@code
 * -Dloss.seconds=60} makes it long.
 */
@Tag("load")
final class InstanceLossIT {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("loss.seconds", 10));
    private static final Duration BETWEEN_DEATHS = Duration.ofSeconds(5);
    private static final int CALLERS = 8;

    @TempDir
    Path folder;

    @Test
    void noGetIsLostWhileInstancesAreKilled() {
        try (Fleet fleet = Fleet.in(folder)) {
            List<Member> members = threeInstances(fleet);
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            Traffic traffic = Traffic.of(CALLERS, sidecar.port(), "GET", "/svc/x");
            try (traffic) {
                killAndRestartInTurn(fleet, members);
            }

            System.out.println("GETs answered: " + traffic.answered() + ", slowest ms " + traffic.slowest());
            assertThat(traffic.losses()).isEmpty();
            assertThat(traffic.answered()).isGreaterThan(TIME.toSeconds() * 100);
        }
    }

    @Test
    void noPostIsExecutedTwiceWhileInstancesAreKilled() {
        try (Fleet fleet = Fleet.in(folder)) {
            List<Member> members = threeInstances(fleet);
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            Traffic traffic = Traffic.of(CALLERS, sidecar.port(), "POST", "/svc/x");
            List<Member> all;
            try (traffic) {
                all = killAndRestartInTurn(fleet, members);
            }

            List<String> done = all.stream()
                    .flatMap(member -> member.program().lines().stream())
                    .filter(line -> line.startsWith("did "))
                    .toList();
            System.out.println("POSTs answered: " + traffic.answered() + ", lost: " + traffic.losses());
            assertThat(done).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo((int) traffic.answered());
            // A POST that was under way at a kill may be lost, and is then answered as such; never more than those.
            assertThat(traffic.losses().size()).isLessThanOrEqualTo(CALLERS * deaths());
        }
    }

    @Test
    void noGetIsLostWhenInstancesAreReplacedInOrder() {
        try (Fleet fleet = Fleet.in(folder)) {
            List<Member> members = threeInstances(fleet);
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            Traffic traffic = Traffic.of(CALLERS, sidecar.port(), "GET", "/svc/x");
            try (traffic) {
                for (Member member : members) {
                    long before = traffic.answered();
                    await().atMost(Duration.ofSeconds(30)).until(() -> traffic.answered() > before + 500);
                    fleet.deregister(member);
                    member.program().signal("TERM");
                    member.program().exitCode();
                    fleet.again("svc", member);
                }
            }

            assertThat(traffic.losses()).isEmpty();
        }
    }

    private static List<Member> threeInstances(Fleet fleet) {
        return List.of(fleet.instance("svc"), fleet.instance("svc"), fleet.instance("svc"));
    }

    private static int deaths() {
        return (int) (TIME.toSeconds() / BETWEEN_DEATHS.toSeconds());
    }

    private static List<Member> killAndRestartInTurn(Fleet fleet, List<Member> members) {
        List<Member> all = new ArrayList<>(members);
        List<Member> living = new ArrayList<>(members);
        for (int i = 0; i < deaths(); i++) {
            // The rhythm of the deaths is what is tested, so here a time is waited for.
            await().pollDelay(BETWEEN_DEATHS)
                    .atMost(BETWEEN_DEATHS.plusSeconds(30))
                    .until(() -> true);
            Member victim = living.get(i % living.size());
            victim.program().signal("KILL");
            victim.program().exitCode();
            Member next = fleet.restarted(victim);
            living.set(i % living.size(), next);
            all.add(next);
        }
        return all;
    }
}
