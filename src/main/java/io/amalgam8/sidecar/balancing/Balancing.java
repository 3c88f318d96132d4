package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.balancing.InstanceHealth.Change;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one event loop chooses among a destination's instances: by load unless a rule says otherwise, around those that
 * fail, and carefully with those that are new.
 */
public final class Balancing {

    /** So many connections are tried for one call at most: the others are left to the next calls. */
    private static final int MOST_PROBES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Balancing.class);
    private static final int MOST_DESTINATIONS = 1_000;
    private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

    private final Fleet fleet;
    private OutlierOptions outlier;
    private final RequestMeters meters;
    private final Checker checker;
    private final RandomGenerator chance;
    private final LongSupplier clock;
    private final Map<Endpoint, Member> members = new ConcurrentHashMap<>();
    private final IdentityHashMap<Destination, Backend> backends = new IdentityHashMap<>();
    private long sweptNanos;

    private final Map<Fleet.Backend, Turn> turns = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Fleet.Backend, Turn> eldest) {
            return size() > MOST_DESTINATIONS;
        }
    };

    /**
     * A destination, ready to be chosen from.
     *
     * @param epoch of the instances' health that the candidates were made by
     */
    record Backend(Candidates candidates, Strategy strategy, Quota quota, long epoch) {}

    /**
     * The balancing of one event loop.
     *
     * @param fleet what all event loops share
     * @param checker looks whether an instance that could not be reached can be again
     */
    public Balancing(
            Fleet fleet, OutlierOptions outlier, RequestMeters meters, Checker checker, RandomGenerator chance) {
        this(fleet, outlier, meters, checker, chance, System::nanoTime);
    }

    Balancing(
            Fleet fleet,
            OutlierOptions outlier,
            RequestMeters meters,
            Checker checker,
            RandomGenerator chance,
            LongSupplier clock) {
        this.fleet = fleet;
        this.outlier = outlier;
        this.meters = meters;
        this.checker = checker;
        this.chance = chance;
        this.clock = clock;
        this.sweptNanos = clock.getAsLong();
        fleet.join(members);
    }

    /**
     * What chooses for one call, its retries included.
     *
     * @param address the caller's
     */
    public Selection selection(RequestHead request, String address) {
        return new Selection(this, new CallerKey(request, address));
    }

    /** From now on instances fail by these numbers, and destinations are given so many retries. */
    public void renew(OutlierOptions failing, RetryOptions retries) {
        outlier = failing;
        fleet.renew(retries);
        backends.clear();
    }

    /**
     * There is another table: what was made of the last one's destinations is let go.
     *
     * @param known whether a service is in the new one
     */
    public void tableChanged(Predicate<String> known) {
        backends.clear();
        fleet.calm(known);
    }

    /** It chooses no more. */
    public void close() {
        fleet.leave(members);
    }

    long now() {
        return clock.getAsLong();
    }

    Backend backend(Destination destination, long now) {
        long epoch = fleet.epoch();
        Backend known = backends.get(destination);
        if (known != null && known.epoch() == epoch) {
            return known;
        }
        Candidates candidates = candidates(destination, now);
        Fleet.Backend name = Fleet.Backend.of(destination);
        // How to choose among all of them does not change with their health, and may have cost much.
        Strategy strategy = known == null ? strategy(destination, name, now) : known.strategy();
        if (known == null) {
            makeRoom();
        }
        Backend made = new Backend(candidates, strategy, fleet.quota(name, now), epoch);
        backends.put(destination, made);
        tellOfPanic(destination, name, candidates.isPanic());
        sweep(now);
        return made;
    }

    /** One of too many gives way, whichever; the others stay. */
    private void makeRoom() {
        if (backends.size() < MOST_DESTINATIONS) {
            return;
        }
        Iterator<Destination> any = backends.keySet().iterator();
        any.next();
        any.remove();
    }

    Member member(Endpoint endpoint, long now) {
        InstanceHealth health = fleet.health(endpoint, now);
        Member member = members.computeIfAbsent(endpoint, unused -> new Member(endpoint, health));
        member.refresh(health);
        return member;
    }

    /** Looks after those that are spared; the index of one that this very call is to prove, or -1. */
    int probe(Candidates candidates, long now) {
        int call = -1;
        int connecting = 0;
        List<Member> spared = candidates.spared();
        for (int i = 0; i < spared.size() && call < 0 && connecting < MOST_PROBES; i++) {
            InstanceHealth health = spared.get(i).health();
            if (!health.claimProbe(now)) {
                continue;
            }
            if (health.isProvedByConnecting()) {
                check(spared.get(i), candidates.outlier());
                connecting++;
                continue;
            }
            call = i;
        }
        candidates.reschedule();
        return call;
    }

    /** A try has ended so; its instance may be judged otherwise now. */
    void report(Member member, Outcome outcome, long startedNanos, OutlierOptions options) {
        InstanceHealth health = member.health();
        Change change = health.record(outcome, startedNanos, options, now(), chance.nextDouble());
        if (change == Change.NONE) {
            return;
        }
        fleet.changed();
        switch (change) {
            case DOUBTED -> check(member, options);
            case EJECTED -> ejected(member, health);
            case READMITTED -> readmitted(member);
            default -> {}
        }
    }

    private void ejected(Member member, InstanceHealth health) {
        meters.ejected(health.reason());
        LOG.atWarn()
                .addKeyValue("instance", member.endpoint().authority())
                .addKeyValue("reason", health.reason())
                .log("an instance fails: taken out");
    }

    private void readmitted(Member member) {
        member.latency().forget();
        LOG.atInfo().addKeyValue("instance", member.endpoint().authority()).log("an instance that had failed is back");
    }

    private void check(Member member, OutlierOptions options) {
        long started = now();
        checker.check(
                member.endpoint(),
                connected -> report(member, connected ? Outcome.SUCCESS : Outcome.CONNECT_FAILURE, started, options));
    }

    private Candidates candidates(Destination destination, long now) {
        List<Instance> listed = destination.pool().preferred();
        return new Candidates(listed, members(listed, now), inForce(destination.resilience()), now);
    }

    private List<Member> members(List<Instance> listed, long now) {
        List<Member> known = new ArrayList<>(listed.size());
        for (Instance instance : listed) {
            known.add(member(instance.endpoint(), now));
        }
        return known;
    }

    private Strategy strategy(Destination destination, Fleet.Backend name, long now) {
        Turn turn = turns.computeIfAbsent(name, unused -> new Turn());
        List<Member> all = members(destination.pool().preferred(), now);
        return Strategy.named(destination.balancing().orElse("ewma"), all, turn);
    }

    private void tellOfPanic(Destination destination, Fleet.Backend name, boolean panic) {
        if (fleet.panics(name, panic)) {
            LOG.atWarn()
                    .addKeyValue("service", destination.service())
                    .addKeyValue("tags", destination.tags())
                    .log(panic ? "too few healthy instances: all are used" : "enough healthy instances again");
        }
    }

    /** The configured options, but for what the rule says. */
    private OutlierOptions inForce(Resilience rule) {
        if (rule.equals(Resilience.USUAL)) {
            return outlier;
        }
        return new OutlierOptions(
                outlier.consecutiveConnectFailures(),
                rule.consecutiveErrors().orElse(outlier.consecutiveFailures()),
                outlier.successPercent(),
                outlier.minimumRequests(),
                rule.detectionInterval().orElse(outlier.interval()),
                rule.sleepWindow().orElse(outlier.baseEjection()),
                outlier.longestEjection(),
                outlier.mostEjectedPercent(),
                outlier.panicPercent(),
                outlier.slowStart());
    }

    /** Forgets, now and then, what is no longer called from here. */
    private void sweep(long now) {
        if (now - sweptNanos < KEPT_NANOS / 10) {
            return;
        }
        sweptNanos = now;
        // What was not called since any instance's health has changed is not in use: it is made again when it is.
        backends.values().removeIf(backend -> backend.epoch() != fleet.epoch());
        for (Backend backend : backends.values()) {
            for (int i = 0; i < backend.candidates().size(); i++) {
                backend.candidates().member(i).health().seen(now);
            }
            backend.candidates().spared().forEach(member -> member.health().seen(now));
        }
        members.values()
                .removeIf(member ->
                        member.inFlight() == 0 && now - member.health().seenNanos() > KEPT_NANOS);
        fleet.sweep(now);
    }
}
