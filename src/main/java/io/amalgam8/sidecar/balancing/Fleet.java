package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Destination;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the event loops of the process know together: how each instance fares, and what each destination has under way.
 * Survives routing tables; what nobody has had use for in a while is forgotten.
 */
public final class Fleet {

    private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    /** The panic of a service that nobody has called for so long is nobody's; its last call is known to the minute. */
    private static final long PANIC_NANOS = Duration.ofMinutes(2).toNanos();

    private volatile RetryOptions retries;
    private final LongSupplier clock;
    private final Map<Endpoint, InstanceHealth> instances = new ConcurrentHashMap<>();
    private final Map<Backend, Quota> quotas = new ConcurrentHashMap<>();
    private final Set<Backend> panicking = ConcurrentHashMap.newKeySet();
    private final List<Map<Endpoint, Member>> loops = new CopyOnWriteArrayList<>();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong sweptNanos;

    /** The same instances of the same service, by whatever rule. */
    record Backend(String service, Tags tags) {

        static Backend of(Destination destination) {
            return new Backend(destination.service(), destination.tags());
        }
    }

    /**
     * Nothing is known yet.
     *
     * @param clock as {@link System#nanoTime}
     */
    public Fleet(RetryOptions retries, LongSupplier clock) {
        this.retries = retries;
        this.clock = clock;
        this.sweptNanos = new AtomicLong(clock.getAsLong());
    }

    /** From now on each destination is given so many retries. */
    void renew(RetryOptions options) {
        retries = options;
        quotas.values().forEach(quota -> quota.renew(options));
    }

    /** The calls of one more event loop; what it knows of its instances may be read on any thread. */
    void join(Map<Endpoint, Member> members) {
        loops.add(members);
    }

    /** An event loop has ended. */
    void leave(Map<Endpoint, Member> members) {
        loops.removeIf(known -> known == members);
    }

    /** How the instances fare that are called, by endpoints of HTTP/1.1 whatever they speak; without connections. */
    public Map<Endpoint, InstanceUsage> usage() {
        Map<Endpoint, UsageSum> sums = new HashMap<>();
        for (Map<Endpoint, Member> members : loops) {
            members.forEach((endpoint, member) -> sumOf(sums, endpoint).add(member));
        }
        long now = clock.getAsLong();
        instances.forEach((endpoint, health) -> sumOf(sums, endpoint).add(health, now));
        Map<Endpoint, InstanceUsage> usage = new HashMap<>();
        sums.forEach((endpoint, sum) -> usage.put(endpoint, sum.usage()));
        return usage;
    }

    private static UsageSum sumOf(Map<Endpoint, UsageSum> sums, Endpoint endpoint) {
        return sums.computeIfAbsent(endpoint.speaking(Protocol.HTTP_1), unused -> new UsageSum());
    }

    /** Whether it was taken out for its failures, whatever it speaks. */
    public boolean isEjected(Endpoint endpoint) {
        for (Protocol protocol : Protocol.values()) {
            InstanceHealth health = instances.get(endpoint.speaking(protocol));
            if (health != null && health.isOut()) {
                return true;
            }
        }
        return false;
    }

    /** Of how many backends so few instances are healthy that all are used. */
    public int panicking() {
        long limit = clock.getAsLong() - PANIC_NANOS;
        int count = 0;
        for (Backend backend : panicking) {
            Quota quota = quotas.get(backend);
            count += quota != null && !quota.isUnusedSince(limit) ? 1 : 0;
        }
        return count;
    }

    /** Grows whenever an instance's health has changed, so that one look tells whether anything has. */
    long epoch() {
        return epoch.get();
    }

    void changed() {
        epoch.incrementAndGet();
    }

    InstanceHealth health(Endpoint endpoint, long now) {
        InstanceHealth health = instances.computeIfAbsent(endpoint, unused -> new InstanceHealth(now));
        health.seen(now);
        return health;
    }

    Quota quota(Backend backend, long now) {
        Quota quota = quotas.computeIfAbsent(backend, unused -> new Quota(retries, now));
        quota.seen(now);
        return quota;
    }

    /** Says whether so few instances of the backend are healthy that all are used; true when that is news. */
    boolean panics(Backend backend, boolean panic) {
        return panic ? panicking.add(backend) : panicking.remove(backend);
    }

    /** Of services that nobody knows any more there is no panic. */
    void calm(Predicate<String> known) {
        panicking.removeIf(backend -> !known.test(backend.service()));
    }

    /** Forgets, now and then, what nobody has had use for. */
    void sweep(long now) {
        long before = sweptNanos.get();
        if (now - before < SWEEP_NANOS || !sweptNanos.compareAndSet(before, now)) {
            return;
        }
        long limit = now - KEPT_NANOS;
        instances.values().removeIf(health -> health.seenNanos() - limit < 0);
        quotas.entrySet().removeIf(entry -> {
            boolean unused = entry.getValue().isUnusedSince(limit);
            if (unused) {
                panicking.remove(entry.getKey());
            }
            return unused;
        });
        changed();
    }
}
