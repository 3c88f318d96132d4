package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people and the admin API when a server goes away and when it is back, and nothing in between. */
final class ServerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

    private final Health.Part part;
    private final LongSupplier nanoTime;
    private final Consumer<Health> publisher;
    private Outage outage = Outage.NONE_YET;

    ServerWatch(Health.Part part, LongSupplier nanoTime, Consumer<Health> publisher) {
        this.part = part;
        this.nanoTime = nanoTime;
        this.publisher = publisher;
    }

    void answered() {
        long failures = outage.failures();
        Outage.Step step = outage.answered();
        outage = step.outage();
        if (step.saying() == Outage.Saying.NOTHING) {
            return;
        }
        publisher.accept(new Health(part, Health.State.UP, "answers"));
        if (step.saying() == Outage.Saying.BACK) {
            LOG.atInfo()
                    .addKeyValue("server", name())
                    .addKeyValue("failures", failures)
                    .log("server is back");
            return;
        }
        LOG.atInfo().addKeyValue("server", name()).log("server answers");
    }

    /**
     * It has failed.
     *
     * @param known whether there is something to go on with meanwhile
     */
    void failed(Throwable failure, boolean known) {
        Kind kind = failure instanceof ControlPlaneException expected ? expected.kind() : Kind.FAILED;
        Outage.Step step = outage.failed(kind, nanoTime.getAsLong());
        outage = step.outage();
        switch (step.saying()) {
            case GONE, REFUSED -> {
                Health.State state = known ? Health.State.DEGRADED : Health.State.DOWN;
                publisher.accept(new Health(part, state, reason(failure)));
                warn(
                        failure,
                        known
                                ? "server is away; what is known stays in force"
                                : "server is away; nothing is known yet");
            }
            case REMINDER -> warn(failure, "server is still away");
            default -> LOG.atDebug().addKeyValue("server", name()).log(reason(failure));
        }
    }

    private void warn(Throwable failure, String message) {
        LOG.atWarn()
                .addKeyValue("server", name())
                .addKeyValue("reason", reason(failure))
                .addKeyValue("failures", outage.failures())
                .log(message);
    }

    private String name() {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private static String reason(Throwable failure) {
        return failure instanceof ControlPlaneException expected ? expected.reason() : failure.toString();
    }
}
