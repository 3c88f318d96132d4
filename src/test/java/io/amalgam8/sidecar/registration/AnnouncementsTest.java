package io.amalgam8.sidecar.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.registration.Standing.Task;
import io.amalgam8.sidecar.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of a registration, and how often. */
final class AnnouncementsTest {

    private final ControlPlaneException away = new ControlPlaneException(Kind.UNREACHABLE, "away");
    private final ControlPlaneException refused = new ControlPlaneException(Kind.REFUSED, "token refused (401)");
    private static final Lease LEASE = new Lease("id7", Duration.ofSeconds(60));

    private final LogLines log = LogLines.of(Announcements.class.getPackage());
    private final List<Health> told = new ArrayList<>();
    private long nowNanos;
    private final Announcements announcements = new Announcements(
            new Identity("reviews", Tags.NONE),
            new Endpoint(EndpointType.HTTP, "10.0.0.77", 9080, ""),
            new Meters(),
            told::add,
            () -> nowNanos);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void remindsOfAnAbsenceEachTenMinutes() {
        for (int minute = 0; minute < 35; minute++) {
            announcements.failed(Task.REGISTER, minute + 1, away);
            nowNanos += Duration.ofMinutes(1).toNanos();
        }

        assertThat(log.all())
                .filteredOn(line -> line.startsWith("cannot register; trying again"))
                .hasSize(4)
                .last()
                .asString()
                .contains("failures=\"31\"", "reason=\"away\"");
        assertThat(told).hasSize(1);
    }

    @Test
    void saysOnceThatTheTokenIsRefusedAlsoAfterAnAbsence() {
        announcements.failed(Task.HEARTBEAT, 1, away);
        for (int minute = 0; minute < 35; minute++) {
            announcements.failed(Task.HEARTBEAT, minute + 2, refused);
            nowNanos += Duration.ofMinutes(1).toNanos();
        }

        assertThat(log.all()).hasSize(2).last().asString().contains("token refused");
        assertThat(told).extracting(Health::detail).containsExactly("away", "token refused (401)");
    }

    @Test
    void saysAnewWhatFailsAfterASuccess() {
        announcements.failed(Task.REGISTER, 1, away);
        announcements.registered(LEASE, 1);
        announcements.failed(Task.HEARTBEAT, 1, away);
        announcements.beat(1);
        announcements.failed(Task.DEREGISTER, 1, away);
        announcements.deregistered("the application is not healthy");

        assertThat(log.all())
                .extracting(line -> line.replaceAll("[ ;]+[^a-z]*\\[.*|;.*", ""))
                .containsExactly(
                        "cannot register",
                        "registered",
                        "heartbeat failed",
                        "heartbeats are answered again",
                        "cannot deregister",
                        "deregistered");
        assertThat(told)
                .extracting(Health::state)
                .containsExactly(
                        Health.State.DOWN,
                        Health.State.UP,
                        Health.State.DEGRADED,
                        Health.State.UP,
                        Health.State.DOWN,
                        Health.State.DOWN);
    }
}
