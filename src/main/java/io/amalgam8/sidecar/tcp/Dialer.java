package io.amalgam8.sidecar.tcp;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Connects to one of a service's instances: the less loaded of two drawn by chance, those where connecting has failed of
 * late after all others, and another one when it fails, until each was tried once.
 */
final class Dialer {

    /** However many instances there are, a caller does not wait for more of them than this. */
    private static final int MOST_TRIES = 10;

    /** A number from 0 up to that bound, exclusive. */
    @FunctionalInterface
    interface Chance {
        int below(int bound);
    }

    /** A connection that stands, and is counted until {@link #hungUp}. */
    record Line(Endpoint endpoint, Half instance, Runnable hungUp) {}

    private final NetClient client;
    private final Load load;
    private final Duration limit;
    private final int mostEach;
    private final Chance chance;

    /** Dials by that client; each try may take so long, each instance may have so many connections. */
    Dialer(NetClient client, Load load, Duration limit, int mostEach, Chance chance) {
        this.client = client;
        this.load = load;
        this.limit = limit;
        this.mostEach = mostEach;
        this.chance = chance;
    }

    /** Fails when no instance can be reached, or when nobody waits any more. */
    Future<Line> dial(List<Instance> instances, BooleanSupplier isAwaited) {
        List<Endpoint> left = new ArrayList<>();
        for (Instance instance : instances) {
            EndpointType type = instance.endpoint().type();
            boolean speaks = type == EndpointType.TCP || type == EndpointType.HTTP;
            if (instance.status() == InstanceStatus.UP && speaks) {
                left.add(instance.endpoint());
            }
        }
        return dialOne(left, MOST_TRIES, isAwaited);
    }

    private Future<Line> dialOne(List<Endpoint> left, int tries, BooleanSupplier isAwaited) {
        if (left.isEmpty() || tries == 0 || !isAwaited.getAsBoolean()) {
            return Future.failedFuture("no instance can be reached");
        }
        Endpoint endpoint = left.remove(pick(left));
        if (!load.open(endpoint, mostEach)) {
            return dialOne(left, tries, isAwaited);
        }
        return connect(endpoint).recover(failure -> {
            load.closed(endpoint);
            load.failed(endpoint, System.nanoTime());
            return dialOne(left, tries - 1, isAwaited);
        });
    }

    private Future<Line> connect(Endpoint endpoint) {
        ConnectOptions options = new ConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setTimeout((int) Math.max(1, limit.toMillis()));
        return client.connect(options).map(socket -> {
            load.succeeded(endpoint);
            return new Line(endpoint, Half.of(socket), () -> load.closed(endpoint));
        });
    }

    private int pick(List<Endpoint> endpoints) {
        int size = endpoints.size();
        if (size == 1) {
            return 0;
        }
        int one = chance.below(size);
        int drawn = chance.below(size - 1);
        int other = drawn < one ? drawn : drawn + 1;
        int better = isBetter(endpoints.get(other), endpoints.get(one)) ? other : one;
        return isShunned(endpoints.get(better)) ? firstGood(endpoints, better) : better;
    }

    private boolean isBetter(Endpoint left, Endpoint right) {
        boolean leftShunned = isShunned(left);
        return leftShunned == isShunned(right) ? load.at(left) < load.at(right) : !leftShunned;
    }

    private int firstGood(List<Endpoint> endpoints, int otherwise) {
        for (int i = 0; i < endpoints.size(); i++) {
            if (!isShunned(endpoints.get(i))) {
                return i;
            }
        }
        return otherwise;
    }

    private boolean isShunned(Endpoint endpoint) {
        return load.isShunned(endpoint, System.nanoTime());
    }
}
