package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses the instances for one call: the first one, and others for its retries. */
public final class Selection implements Balancer {

    private final Balancing balancing;
    private final CallerKey key;

    private @Nullable Member picked;
    private @Nullable List<Endpoint> tried;
    private @Nullable Runnable unproved;

    Selection(Balancing balancing, CallerKey key) {
        this.balancing = balancing;
        this.key = key;
    }

    @Override
    public Instance pick(Destination destination, RandomGenerator chance) {
        long now = balancing.now();
        Balancing.Backend backend = balancing.backend(destination, now);
        Candidates candidates = backend.candidates();
        if (candidates.isProbeDue(now)) {
            int probe = balancing.probe(candidates, now);
            if (probe >= 0) {
                picked = candidates.spared().get(probe);
                probe(picked, candidates, now);
                return candidates.sparedInstance(probe);
            }
        }
        boolean keyed = backend.strategy() instanceof HashRing;
        int index = backend.strategy().pick(candidates, keyed ? key.hash() : 0, chance, now);
        picked = candidates.member(index);
        return candidates.instance(index);
    }

    /** One that was not tried yet, suspects last; empty when there is none. */
    public Optional<Instance> another(Destination destination, RandomGenerator chance) {
        long now = balancing.now();
        Candidates candidates = balancing.backend(destination, now).candidates();
        int one = untried(candidates, chance.nextInt(candidates.size()));
        if (one < 0) {
            return untriedSuspect(destination);
        }
        int other = untried(candidates, chance.nextInt(candidates.size()));
        boolean otherIsBetter = candidates.member(other).isBetterThan(candidates.member(one), now);
        int chosen = otherIsBetter ? other : one;
        picked = candidates.member(chosen);
        return Optional.of(candidates.instance(chosen));
    }

    /** The call is tried there now; whoever begins ends. */
    public Attempt begin(Destination destination, Instance instance) {
        long now = balancing.now();
        Endpoint endpoint = instance.endpoint();
        if (tried == null) {
            tried = new ArrayList<>(2);
        }
        tried.add(endpoint);
        unproved = null;
        Member member = picked != null && picked.endpoint().equals(endpoint) ? picked : balancing.member(endpoint, now);
        Candidates candidates = balancing.backend(destination, now).candidates();
        return new Attempt(balancing, member, candidates, now);
    }

    /** The call has ended: if it was to prove an instance and went nowhere, another one will. */
    public void close() {
        if (unproved != null) {
            unproved.run();
            unproved = null;
        }
    }

    /** What the destination has under way, and what it may. */
    public Quota quota(Destination destination) {
        return balancing.backend(destination, balancing.now()).quota();
    }

    private void probe(Member member, Candidates candidates, long now) {
        unproved = () -> balancing.report(member, Outcome.NONE, now, candidates.outlier());
    }

    /** The first that was not tried, from there on; -1 when there is none. */
    private int untried(Candidates candidates, int from) {
        int size = candidates.size();
        for (int i = 0; i < size; i++) {
            int index = (from + i) % size;
            if (!wasTried(candidates.member(index).endpoint())) {
                return index;
            }
        }
        return -1;
    }

    private Optional<Instance> untriedSuspect(Destination destination) {
        for (Instance suspect : destination.pool().suspects()) {
            if (!wasTried(suspect.endpoint())) {
                return Optional.of(suspect);
            }
        }
        return Optional.empty();
    }

    private boolean wasTried(Endpoint endpoint) {
        return tried != null && tried.contains(endpoint);
    }
}
