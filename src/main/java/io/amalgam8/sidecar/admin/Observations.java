package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.LastRequests;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.bus.Topic;
import io.amalgam8.sidecar.bus.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.Map;

/** What was seen of rules, instances and calls while calls were carried; nothing where none are, or not yet. */
final class Observations {

    private final Vertx vertx;

    Observations(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<RulesUsage> rules() {
        return ask(Topics.RULES_USAGE, new RulesUsage(Map.of()));
    }

    Future<InstancesUsage> instances() {
        return ask(Topics.INSTANCES, new InstancesUsage(Map.of()));
    }

    Future<LastRequests> requests() {
        return ask(Topics.REQUESTS, new LastRequests(List.of()));
    }

    private <T> Future<T> ask(Topic<T> topic, T nothing) {
        return topic.request(vertx)
                .recover(
                        failure -> isUnheard(failure) ? Future.succeededFuture(nothing) : Future.failedFuture(failure));
    }

    private static boolean isUnheard(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }
}
