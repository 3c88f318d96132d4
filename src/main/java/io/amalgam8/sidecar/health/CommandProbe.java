package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.process.Command;
import io.amalgam8.sidecar.process.ProcessGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a command and judges by its exit code. It has the application's environment, leads a process group of its own, of
 * which nothing outlives the check, and nobody hears what it prints.
 */
final class CommandProbe implements Probe {

    private final Vertx vertx;
    private final HealthCheckTarget.Command target;
    private final Command command;

    CommandProbe(Vertx vertx, HealthCheckTarget.Command target, Map<String, Secret> environment) {
        Map<String, String> own = new HashMap<>();
        environment.forEach((name, value) -> own.put(name, value.value()));
        this.vertx = vertx;
        this.target = target;
        this.command = Command.inheriting(target.words(), System.getenv()).with(own);
    }

    @Override
    public Future<Void> ask(Future<Void> end) {
        return ProcessGroup.startSilent(vertx, command).compose(group -> await(group, end));
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private Future<Void> await(ProcessGroup group, Future<Void> end) {
        Promise<Integer> first = Promise.promise();
        group.exited().onSuccess(first::tryComplete).onFailure(first::tryFail);
        end.onComplete(over -> first.tryFail("ended before its time"));
        return first.future()
                .recover(failure -> group.kill().compose(killed -> Future.failedFuture(failure)))
                .compose(this::judge);
    }

    private Future<Void> judge(int exitCode) {
        return exitCode == target.exitCode()
                ? Future.succeededFuture()
                : Future.failedFuture(
                        new FailedCheckException("exited with " + exitCode + " (expected: " + target.exitCode() + ")"));
    }
}
