package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.model.RuleUsage;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts for one event loop: its steady state costs two look-ups and plain additions, and no allocation. */
final class LoopMeters implements RequestMeters {

    private final ServiceLabels labels;
    private final Map<String, ServiceMeters> services = new ConcurrentHashMap<>();
    private final Tally started = new Tally();
    private final Tally finished = new Tally();
    private final Tally connections = new Tally();
    private final Map<RetryResult, Tally> retries = new EnumMap<>(RetryResult.class);
    private final Map<FaultType, Tally> faults = new EnumMap<>(FaultType.class);

    private final Map<EjectionReason, Tally> ejections = new EnumMap<>(EjectionReason.class);
    private final Map<Limit, Tally> overflows = new EnumMap<>(Limit.class);
    private final Map<String, RuleMeters> rules = new ConcurrentHashMap<>();
    private final LatestMost block = new LatestMost(System.nanoTime());
    private volatile InstanceStates states = InstanceStates.UNKNOWN;
    private volatile OptionalLong heardNanos = OptionalLong.empty();

    LoopMeters(ServiceLabels labels) {
        this.labels = labels;
        for (EjectionReason reason : EjectionReason.values()) {
            ejections.put(reason, new Tally());
        }
        for (Limit limit : Limit.values()) {
            overflows.put(limit, new Tally());
        }
        for (RetryResult result : RetryResult.values()) {
            retries.put(result, new Tally());
        }
        for (FaultType type : FaultType.values()) {
            faults.put(type, new Tally());
        }
    }

    @Override
    public void started() {
        started.increment();
    }

    @Override
    public void finished(String service, String version, int status, String flags, long durationNanos) {
        ofService(service).finished(version, status, flags, durationNanos);
        finished.increment();
    }

    @Override
    public void answered(String service, String version, long upstreamNanos) {
        ofService(service).answered(version, upstreamNanos);
    }

    @Override
    public void retried(RetryResult result) {
        tallyOf(retries, result).increment();
    }

    @Override
    public void injected(FaultType type) {
        tallyOf(faults, type).increment();
    }

    @Override
    public void connections(int change) {
        connections.add(change);
    }

    @Override
    public void ejected(EjectionReason reason) {
        tallyOf(ejections, reason).increment();
    }

    @Override
    public void overflowed(Limit limit) {
        tallyOf(overflows, limit).increment();
    }

    @Override
    public void matched(String rule, long millis) {
        RuleMeters known = rules.get(rule);
        RuleMeters meters = known != null ? known : rules.computeIfAbsent(rule, key -> new RuleMeters());
        meters.matched(millis);
    }

    @Override
    public void late(long nanos, long nowNanos) {
        block.tell(nanos, nowNanos);
        heardNanos = OptionalLong.of(nowNanos);
    }

    /** How long it has not come to what is due; zero for one that nobody watches. */
    long silenceNanos(long nowNanos) {
        OptionalLong heard = heardNanos;
        return heard.isEmpty() ? 0 : nowNanos - heard.getAsLong();
    }

    @Override
    public void watch(InstanceStates known) {
        states = known;
    }

    InstanceStates states() {
        return states;
    }

    /** Forgets the rules that there are no more. */
    void keepRules(Set<String> ids) {
        rules.keySet().retainAll(ids);
    }

    void addRulesTo(Map<String, RuleUsage> sums) {
        rules.forEach((id, meters) -> sums.merge(id, meters.usage(), RuleMeters::sum));
    }

    /**
     * Adds what was counted.
     *
     * @param loop the event loop's number
     */
    void gather(int loop, Gathering gathering) {
        gathering.add(Metric.LOOP_MAX_BLOCK, wholeMillis(block.get()), List.of(Integer.toString(loop)));
        services.forEach((service, meters) -> meters.gather(service, gathering));
        // Ended before begun: read the other way round, a call in between would count as less than none.
        long ended = finished.get();
        gathering.add(Metric.REQUESTS_IN_FLIGHT, started.get() - ended);
        gathering.add(Metric.POOL_CONNECTIONS, connections.get());
        retries.forEach((result, tally) -> gathering.add(Metric.RETRIES, tally.get(), label(result)));
        ejections.forEach((reason, tally) -> gathering.add(Metric.EJECTIONS, tally.get(), label(reason)));
        overflows.forEach((limit, tally) -> gathering.add(Metric.OVERFLOW, tally.get(), label(limit)));
        faults.forEach((type, tally) -> gathering.add(Metric.FAULTS_INJECTED, tally.get(), label(type)));
    }

    /** In seconds; what is shorter than a millisecond is the machine's mood. */
    private static double wholeMillis(long nanos) {
        long millis = nanos / 1_000_000;
        return millis / 1e3;
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private ServiceMeters ofService(String service) {
        ServiceMeters meters = services.get(service);
        return meters != null ? meters : services.computeIfAbsent(labels.of(service), key -> new ServiceMeters());
    }

    private static <K> Tally tallyOf(Map<K, Tally> tallies, K key) {
        Tally tally = tallies.get(key);
        if (tally == null) {
            throw new IllegalStateException("no tally of " + key);
        }
        return tally;
    }
}
