package io.amalgam8.sidecar.controlplane;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All registered instances, by tenant. What has expired by the time that a call is given is gone before the call is
 * looked at. Safe for concurrent use; no call takes longer than copying a tenant's list.
 */
final class InstanceStore {

    /** When an instance is to be forgotten. */
    private record Lease(Duration deadline, Tenant tenant, String id) {

        static final Comparator<Lease> EARLIEST_FIRST = Comparator.comparing(Lease::deadline)
                .thenComparing(lease -> lease.tenant().name())
                .thenComparing(Lease::id);
    }

    private final Lifetimes lifetimes;
    private final Quota quota;
    private final Map<Tenant, Map<String, StoredInstance>> tenants = new HashMap<>();
    private final TreeSet<Lease> leases = new TreeSet<>(Lease.EARLIEST_FIRST);
    private long weight;

    InstanceStore(Lifetimes lifetimes, Quota quota) {
        this.lifetimes = lifetimes;
        this.quota = quota;
    }

    /** Takes it in, in place of one with the same id; empty when the store is full. */
    synchronized Optional<StoredInstance> register(Tenant tenant, Registration registration, Moment now) {
        expire(now);
        StoredInstance instance = StoredInstance.of(registration, lifetimes.granted(registration.ttl()), now);
        int replaced = find(tenant, instance.id()).map(StoredInstance::weight).orElse(0);
        if (!quota.allows(weight - replaced + instance.weight())) {
            return Optional.empty();
        }
        put(tenant, instance);
        return Optional.of(instance);
    }

    /** Counts its lifetime anew; false when there is none of that id. */
    synchronized boolean renew(Tenant tenant, String id, Moment now) {
        expire(now);
        Optional<StoredInstance> known = find(tenant, id);
        known.ifPresent(instance -> put(tenant, instance.renewed(now)));
        return known.isPresent();
    }

    /** Forgets it; false when there is none of that id. */
    synchronized boolean deregister(Tenant tenant, String id, Moment now) {
        expire(now);
        Optional<StoredInstance> known = find(tenant, id);
        known.ifPresent(instance -> remove(tenant, instance));
        return known.isPresent();
    }

    /** All instances of the tenant, in the order of their first registration. */
    synchronized List<StoredInstance> instances(Tenant tenant, Moment now) {
        expire(now);
        return List.copyOf(tenants.getOrDefault(tenant, Map.of()).values());
    }

    private void expire(Moment now) {
        while (!leases.isEmpty() && leases.first().deadline().compareTo(now.uptime()) <= 0) {
            Lease lease = leases.first();
            find(lease.tenant(), lease.id()).ifPresent(instance -> remove(lease.tenant(), instance));
        }
    }

    private Optional<StoredInstance> find(Tenant tenant, String id) {
        return Optional.ofNullable(tenants.getOrDefault(tenant, Map.of()).get(id));
    }

    private void put(Tenant tenant, StoredInstance instance) {
        Map<String, StoredInstance> instances = tenants.computeIfAbsent(tenant, unknown -> new LinkedHashMap<>());
        Optional.ofNullable(instances.put(instance.id(), instance)).ifPresent(replaced -> release(tenant, replaced));
        weight += instance.weight();
        if (instance.expires()) {
            leases.add(leaseOf(tenant, instance));
        }
    }

    private void remove(Tenant tenant, StoredInstance instance) {
        release(tenant, instance);
        Map<String, StoredInstance> instances = tenants.getOrDefault(tenant, Map.of());
        instances.remove(instance.id());
        if (instances.isEmpty()) {
            tenants.remove(tenant);
        }
    }

    private void release(Tenant tenant, StoredInstance instance) {
        weight -= instance.weight();
        leases.remove(leaseOf(tenant, instance));
    }

    private static Lease leaseOf(Tenant tenant, StoredInstance instance) {
        return new Lease(instance.deadline(), tenant, instance.id());
    }
}
