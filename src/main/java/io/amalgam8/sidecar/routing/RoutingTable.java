package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Everything that can be computed ahead of a request: immutable, swapped whole.
 *
 * <p>A request costs the same whatever the number of instances and of other services: its service's rules are held
 * against it in order, then the chosen backend's instances are handed to the balancer.
 */
public final class RoutingTable {

    private final TableSummary summary;
    private final Optional<Catalog> catalog;
    private final Optional<RuleSet> received;
    private final RuleBook book;
    private final Map<String, List<Instance>> instances;
    private final Set<Endpoint> endpoints;
    private final List<RuleState> states;
    private final Map<String, ServiceTable> services = new HashMap<>();

    private RoutingTable(long generation, Optional<Catalog> catalog, Optional<RuleSet> received, RuleBook book) {
        InstanceIndex index = new InstanceIndex(catalog.orElse(Catalog.EMPTY));
        List<ServiceTable> tables = TableCompiler.compile(catalog.orElse(Catalog.EMPTY), index, book);
        tables.stream()
                .filter(table -> !table.service().isBlank())
                .forEach(table -> services.put(table.service(), table));
        this.catalog = catalog;
        this.received = received;
        this.book = book;
        this.instances = Collections.unmodifiableMap(index.listed());
        this.endpoints = index.endpoints();
        this.states = tables.stream().flatMap(table -> table.states().stream()).toList();
        this.summary = new TableSummary(
                generation,
                catalog.isPresent() && received.isPresent(),
                index.serviceCount(),
                index.routableCount(),
                (int) states.stream()
                        .filter(state -> state.inForce().isPresent())
                        .count(),
                book.refusals().size());
    }

    /** Before anything was received: every service may exist, none can be reached. */
    public static RoutingTable unknown() {
        return new RoutingTable(0, Optional.empty(), Optional.empty(), RuleBook.EMPTY);
    }

    /**
     * Compiles the next table; rules that cannot be compiled keep their previous good revision.
     *
     * @param catalog empty as long as none was received
     * @param rules empty as long as none were received: until both are there, no service can be reached, since a call
     *     must not go where a rule would forbid it. Who wants to go on without rules says {@link RuleSet#EMPTY}.
     */
    public RoutingTable next(
            Identity identity, Optional<Catalog> catalog, Optional<RuleSet> rules, HeaderPattern.Compiler patterns) {
        return new RoutingTable(summary.generation() + 1, catalog, rules, nextBook(identity, rules, patterns));
    }

    /** Decides one request; pure but for the chance and the balancer that are handed in. */
    public Decision decide(RequestHead request, Balancer balancer, RandomGenerator chance) {
        return decide(request.service(), new Evaluation(request, balancer, chance, Observer.NONE));
    }

    /** Decides as {@link #decide} does, and tells how it came to that. */
    public Explanation explain(RequestHead request, Balancer balancer, RandomGenerator chance) {
        Recorder recorder = new Recorder();
        Decision decision = decide(request.service(), new Evaluation(request, balancer, chance, recorder));
        Optional<ServiceTable> service = Optional.ofNullable(services.get(request.service()));
        return recorder.explanation(request.service(), decision, service, instances);
    }

    public TableSummary summary() {
        return summary;
    }

    /** Whether calls to that name can be decided otherwise than {@link Decision.UnknownService}. */
    public boolean knows(String service) {
        return services.containsKey(service);
    }

    /** What became of each rule: by destination, route rules before action rules, in the order in which they are tried. */
    public List<RuleState> rules() {
        return states;
    }

    /** The same of the rules for one destination. */
    public List<RuleState> rulesOf(String destination) {
        ServiceTable service = services.get(destination);
        return service == null ? List.of() : service.states();
    }

    /** All listed instances by service, sorted by name, those that are not routable too. */
    public Map<String, List<Instance>> services() {
        return instances;
    }

    /** Whether calls may go there by this table, in whatever version of HTTP a rule has them sent. */
    public boolean lists(Endpoint endpoint) {
        return endpoints.contains(endpoint.speaking(Protocol.HTTP_1));
    }

    /** The route rules that stand, earlier revisions of refused ones among them, by destination and in order. */
    public Map<String, List<Rule>> routeRules() {
        return book.byDestination(CompiledRule::isRoute);
    }

    /** The action rules that stand, likewise. */
    public Map<String, List<Rule>> actionRules() {
        return book.byDestination(rule -> !rule.isRoute());
    }

    /** What the table stands on: instances, suspects and the entries that were left out. Empty when none was received. */
    public Optional<Catalog> catalog() {
        return catalog;
    }

    private Decision decide(String name, Evaluation evaluation) {
        if (!summary.complete()) {
            String missing = catalog.isEmpty() ? "no catalog has" : "no rules have";
            return new Decision.NothingEligible(name, Optional.empty(), missing + " been received yet");
        }
        ServiceTable service = services.get(name);
        return service == null ? new Decision.UnknownService(name) : evaluation.decide(service);
    }

    /** The same rules for the same caller are not compiled again when only instances came or went. */
    private RuleBook nextBook(Identity identity, Optional<RuleSet> rules, HeaderPattern.Compiler patterns) {
        if (book.isFor(identity) && rules.equals(received)) {
            return book;
        }
        return book.next(rules.orElse(RuleSet.EMPTY), identity, new PatternBook(patterns));
    }
}
