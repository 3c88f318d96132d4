package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.RuleUsage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Every meter of the sidecar: where the parts count, and where all of it is read as one snapshot. Any thread may call
 * any of its methods; the busy ones are the {@link RequestMeters}, of which each event loop has its own.
 */
public final class Meters {

    private final String version;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ServiceLabels services = new ServiceLabels();
    private final List<LoopMeters> loops = new CopyOnWriteArrayList<>();
    private final Map<Metric, Map<List<String>, Double>> gauges = new ConcurrentHashMap<>();
    private final Map<Metric, Long> successNanos = new ConcurrentHashMap<>();
    private final LongAdder heartbeatsAnswered = new LongAdder();
    private final LongAdder heartbeatsFailed = new LongAdder();
    private final LongAdder accessLogDropped = new LongAdder();
    private final LongAdder accessLogSampledOut = new LongAdder();
    private final LongAdder spansDropped = new LongAdder();
    private final Map<String, LongAdder> commandRestarts = new ConcurrentHashMap<>();
    private final List<ShippingMeters> shipping = new CopyOnWriteArrayList<>();
    private volatile Catalog catalog = Catalog.EMPTY;

    /** Meters of a build without a version. */
    public Meters() {
        this("development");
    }

    public Meters(String version) {
        this(version, InstantSource.system(), System::nanoTime);
    }

    Meters(String version, InstantSource clock, LongSupplier nanoTime) {
        this.version = version;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The counters of one more event loop. */
    public RequestMeters forEventLoop() {
        LoopMeters loop = new LoopMeters(services);
        loops.add(loop);
        return loop;
    }

    /**
     * Says which service names exist; calls of other names are counted together, so that callers cannot make series.
     * Asked on the event loops: must be quick. Until this is called every name is taken for a service's.
     */
    public void servicesKnownBy(Predicate<String> exists) {
        services.knownBy(exists);
    }

    /** The registry has listed the instances. */
    public void discoverySucceeded() {
        succeeded(Metric.DISCOVERY_LAST_SUCCESS);
    }

    /** The controller has given the rules. */
    public void rulesSucceeded() {
        succeeded(Metric.RULES_LAST_SUCCESS);
    }

    /**
     * New rules are in force.
     *
     * @param states how many there are of each state
     */
    public void rulesInForce(long revision, Map<String, Integer> states) {
        set(Metric.RULES_REVISION, (double) revision);
        states.forEach((state, count) -> set(Metric.RULES, count, state));
    }

    /** There are rules of these ids, and no others: what was counted of others is forgotten. */
    public void rulesKnown(Set<String> ids) {
        loops.forEach(loop -> loop.keepRules(ids));
    }

    /** A new catalog is in force. */
    public void instancesInForce(int instances, int suspects, int leftOut) {
        set(Metric.CATALOG_INSTANCES, instances, "listed");
        set(Metric.CATALOG_INSTANCES, suspects, "suspect");
        set(Metric.CATALOG_INSTANCES, leftOut, "left_out");
    }

    /** This catalog was received; counted by service when somebody looks. */
    public void catalogReceived(Catalog received) {
        catalog = received;
    }

    /** The application is registered now, or no longer. */
    public void registered(boolean registered) {
        set(Metric.REGISTRATION_STATE, registered ? 1 : 0);
    }

    /** These health checks there are now, and no others, and so they stand. */
    public void healthChecks(Map<String, Boolean> healthy) {
        Map<List<String>, Double> series = new ConcurrentHashMap<>();
        healthy.forEach((check, passes) -> series.put(List.of(check), passes ? 1.0 : 0.0));
        gauges.put(Metric.HEALTH_CHECK, series);
    }

    /** A heartbeat was answered, or not. */
    public void heartbeat(boolean answered) {
        (answered ? heartbeatsAnswered : heartbeatsFailed).increment();
    }

    /** The application runs now, or no longer. */
    public void applicationUp(boolean up) {
        set(Metric.APP_UP, up ? 1 : 0);
    }

    /** There is such a command, which has not been started again so far. */
    public void commandKnown(String program) {
        commandRestarts.putIfAbsent(program, new LongAdder());
    }

    /** A command that had ended is started once more. */
    public void commandRestarted(String program) {
        commandRestarts.computeIfAbsent(program, name -> new LongAdder()).increment();
    }

    /** So many lines of the access log were lost. */
    public void accessLogDropped(long lines) {
        accessLogDropped.add(lines);
    }

    /** How much use each rule was, by its id; those that no call has come to may be absent. */
    public Map<String, RuleUsage> rulesUsage() {
        Map<String, RuleUsage> sums = new HashMap<>();
        loops.forEach(loop -> loop.addRulesTo(sums));
        return sums;
    }

    /** How long that event loop has not come to what is due that is stuck longest, by {@link System#nanoTime}. */
    public Duration longestSilence(long nowNanos) {
        long longest = 0;
        for (LoopMeters loop : loops) {
            longest = Math.max(longest, loop.silenceNanos(nowNanos));
        }
        return Duration.ofNanos(longest);
    }

    /** How the instances fare that are called, by where they are. */
    public Map<Endpoint, InstanceUsage> instancesUsage() {
        return states().usage();
    }

    /** The access log is shipped from now on, and this is where it is counted. */
    public ShippingMeters forShipping() {
        ShippingMeters meters = new ShippingMeters();
        shipping.add(meters);
        return meters;
    }

    /** A call was left out of the access log on purpose. */
    public void accessLogSampledOut() {
        accessLogSampledOut.increment();
    }

    /** So many spans never reached the collector. */
    public void spansDropped(long spans) {
        spansDropped.add(spans);
    }

    /**
     * Reads everything: in proportion to the number of series and instances, so not on an event loop. While calls go on,
     * the numbers of one snapshot may be some calls apart; at rest they agree.
     */
    public MetricsSnapshot snapshot() {
        Gathering gathering = new Gathering();
        gatherZeros(gathering);
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).gather(i, gathering);
        }
        shipping.forEach(meters -> meters.gather(gathering));
        gauges.forEach((metric, series) -> series.forEach((labels, value) -> gathering.add(metric, value, labels)));
        gatherInstances(gathering);
        gathering.add(Metric.HEARTBEATS, heartbeatsAnswered.sum(), "success");
        gathering.add(Metric.HEARTBEATS, heartbeatsFailed.sum(), "failure");
        gathering.add(Metric.ACCESS_LOG_DROPPED, accessLogDropped.sum());
        gathering.add(Metric.ACCESS_LOG_SAMPLED_OUT, accessLogSampledOut.sum());
        gathering.add(Metric.SPANS_DROPPED, spansDropped.sum());
        commandRestarts.forEach((program, count) -> gathering.add(Metric.APP_RESTARTS, count.sum(), program));
        gathering.add(Metric.BUILD_INFO, 1, version);
        return new MetricsSnapshot(
                gathering.families(), age(Metric.DISCOVERY_LAST_SUCCESS), age(Metric.RULES_LAST_SUCCESS));
    }

    /** What has not happened yet is said to be zero, so that a rate has a beginning. */
    private static void gatherZeros(Gathering gathering) {
        gathering.add(Metric.REQUESTS_IN_FLIGHT, 0);
        gathering.add(Metric.POOL_CONNECTIONS, 0);
        for (RequestMeters.RetryResult result : RequestMeters.RetryResult.values()) {
            gathering.add(Metric.RETRIES, 0, LoopMeters.label(result));
        }
        for (RequestMeters.EjectionReason reason : RequestMeters.EjectionReason.values()) {
            gathering.add(Metric.EJECTIONS, 0, LoopMeters.label(reason));
        }
        for (RequestMeters.Limit limit : RequestMeters.Limit.values()) {
            gathering.add(Metric.OVERFLOW, 0, LoopMeters.label(limit));
        }
        for (RequestMeters.FaultType type : RequestMeters.FaultType.values()) {
            gathering.add(Metric.FAULTS_INJECTED, 0, LoopMeters.label(type));
        }
    }

    private void gatherInstances(Gathering gathering) {
        Catalog current = catalog;
        InstanceStates states = states();
        gathering.add(Metric.UPSTREAM_PANIC, states.panicking());
        Set<String> shown = services.shown(
                current.instances().stream().map(Instance::service).collect(Collectors.toCollection(TreeSet::new)));
        for (Instance instance : current.instances()) {
            String service = shown.contains(instance.service()) ? instance.service() : ServiceLabels.OTHER;
            String state = current.isSuspect(instance) ? "suspect" : state(instance, states);
            gathering.add(Metric.UPSTREAM_INSTANCES, 1, service, state);
        }
    }

    /** All event loops know the same of them. */
    private InstanceStates states() {
        return loops.isEmpty() ? InstanceStates.UNKNOWN : loops.get(0).states();
    }

    private static String state(Instance instance, InstanceStates states) {
        return instance.isRoutable() && states.isEjected(instance.endpoint())
                ? "ejected"
                : LoopMeters.label(instance.status());
    }

    private void succeeded(Metric metric) {
        set(metric, clock.millis() / 1e3);
        successNanos.put(metric, nanoTime.getAsLong());
    }

    private void set(Metric metric, double value, String... labels) {
        gauges.computeIfAbsent(metric, key -> new ConcurrentHashMap<>()).put(List.of(labels), value);
    }

    private Optional<Duration> age(Metric metric) {
        return Optional.ofNullable(successNanos.get(metric)).map(then -> Duration.ofNanos(nanoTime.getAsLong() - then));
    }
}
