package io.amalgam8.sidecar.process;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Runs the command of its arguments, passes TERM on to it, and exits as it does: for tests that need a JVM to end. */
final class SmallSidecar {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private SmallSidecar() {}

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        Promise<ProcessGroup> started = Promise.promise();
        if (!Signals.on(Signal.TERM, () -> started.future().compose(group -> group.stop(Signal.TERM, PATIENCE)))) {
            System.err.println("TERM is refused");
        }
        ProcessGroup.start(vertx, Command.inheriting(List.of(arguments), System.getenv()))
                .onComplete(started)
                .compose(ProcessGroup::exited)
                .onComplete(ended -> Runtime.getRuntime().halt(ended.succeeded() ? ended.result() : 1));
    }
}
