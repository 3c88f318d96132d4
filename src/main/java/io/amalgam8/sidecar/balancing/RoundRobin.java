package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One instance after another, for each service; begins anywhere, so that many sidecars do not march in step. */
final class RoundRobin implements Balancer {

    private static final int MOST_SERVICES = 1_000;

    private final Map<String, Integer> turns = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_SERVICES;
        }
    };

    @Override
    public Instance pick(Pool pool, RandomGenerator chance) {
        List<Instance> instances = pool.preferred();
        int size = instances.size();
        String service = instances.get(0).service();
        int turn = turns.computeIfAbsent(service, first -> chance.nextInt(size)) % size;
        turns.put(service, (turn + 1) % size);
        return instances.get(turn);
    }
}
