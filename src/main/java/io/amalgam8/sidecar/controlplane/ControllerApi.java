package io.amalgam8.sidecar.controlplane;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the controller answers to each call. */
final class ControllerApi {

    private static final String RULES = "/v1/rules";

    private final RuleStore store;
    private final Dialect dialect;
    private final RuleSchema schema;
    private final Supplier<String> newIds;

    /** @param newIds gives each new rule its id; one that came with it does not count, as in the original */
    ControllerApi(RuleStore store, Dialect dialect, Supplier<String> newIds) {
        this.store = store;
        this.dialect = dialect;
        this.schema = RuleSchema.of(dialect);
        this.newIds = newIds;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(List.of(
                Operation.open(HttpMethod.GET, "/health", call -> Answer.empty(200)),
                Operation.of(HttpMethod.POST, RULES, this::add),
                Operation.of(HttpMethod.GET, RULES, this::list),
                Operation.of(HttpMethod.PUT, RULES, this::update),
                Operation.of(HttpMethod.DELETE, RULES, this::delete)));
        operations.addAll(operationsOn(RULES + "/routes", RuleKind.ROUTE));
        operations.addAll(operationsOn(RULES + "/actions", RuleKind.ACTION));
        return operations;
    }

    private List<Operation> operationsOn(String path, RuleKind kind) {
        String ofDestination = path + "/:destination";
        return List.of(
                Operation.of(HttpMethod.GET, path, call -> listByDestination(call, kind)),
                Operation.of(HttpMethod.GET, ofDestination, call -> answer(call, filter(call, kind))),
                Operation.of(HttpMethod.PUT, ofDestination, call -> replace(call, filter(call, kind))),
                Operation.of(HttpMethod.DELETE, ofDestination, call -> delete(call, filter(call, kind))));
    }

    private static RuleFilter filter(Call call, RuleKind kind) {
        return RuleFilter.of(call.path().getOrDefault("destination", ""), kind);
    }

    private Answer add(Call call) {
        List<StoredRule> rules = underNewIds(atLeastOne(checked(call)));
        store.add(call.tenant(), rules);
        return ids(rules);
    }

    /** Whatever destinations and kinds the new rules have, as in the original. */
    private Answer replace(Call call, RuleFilter filter) {
        List<StoredRule> rules = underNewIds(checked(call));
        store.replace(call.tenant(), filter, rules);
        return ids(rules);
    }

    private Answer update(Call call) {
        List<StoredRule> rules = atLeastOne(checked(call)).stream()
                .map(draft -> draft.stored(draft.id()))
                .toList();
        if (!store.update(call.tenant(), rules)) {
            throw unknownId();
        }
        return Answer.empty(200);
    }

    private Answer delete(Call call) {
        return delete(call, RuleFilter.of(call.query()));
    }

    private Answer delete(Call call, RuleFilter filter) {
        store.delete(call.tenant(), filter);
        return Answer.empty(200);
    }

    private Answer list(Call call) {
        return answer(call, RuleFilter.of(call.query()));
    }

    private Answer answer(Call call, RuleFilter filter) {
        RuleBook book = book(call, filter.ids());
        return Answer.json(
                200, "{\"rules\":" + array(book.selected(filter)) + ",\"revision\":" + book.revision() + "}");
    }

    private Answer listByDestination(Call call, RuleKind kind) {
        RuleFilter filter = RuleFilter.of(call.query()).only(kind);
        Map<String, List<StoredRule>> services = new LinkedHashMap<>();
        book(call, filter.ids())
                .selected(filter)
                .forEach(rule -> services.computeIfAbsent(rule.destination(), unknown -> new ArrayList<>())
                        .add(rule));
        return Answer.json(
                200,
                services.entrySet().stream()
                        .map(service -> Json.write(service.getKey()) + ":" + array(service.getValue()))
                        .collect(Collectors.joining(",", "{\"services\":{", "}}")));
    }

    private RuleBook book(Call call, Set<String> ids) {
        RuleBook book = store.book(call.tenant());
        if (!book.hasAll(ids)) {
            throw unknownId();
        }
        return book;
    }

    private static String array(List<StoredRule> rules) {
        return rules.stream().map(StoredRule::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static Answer ids(List<StoredRule> rules) {
        List<String> ids = rules.stream().map(StoredRule::id).toList();
        return Answer.json(201, Json.write(Map.of("ids", ids)));
    }

    private List<StoredRule> underNewIds(List<RuleDraft> drafts) {
        return drafts.stream().map(draft -> draft.stored(newIds.get())).toList();
    }

    private List<RuleDraft> checked(Call call) {
        List<RuleDraft> drafts = RuleDraft.read(call.body().getBytes());
        for (int i = 0; i < drafts.size(); i++) {
            Optional<String> problem = schema.problem(drafts.get(i).document());
            if (problem.isPresent()) {
                throw invalid("rules[" + i + "]" + named(drafts.get(i)) + ": " + problem.get());
            }
        }
        return drafts;
    }

    private static String named(RuleDraft draft) {
        String id = draft.id().isEmpty() ? "" : "id " + draft.id();
        String destination = draft.destination().isEmpty() ? "" : "destination " + draft.destination();
        String both = id + (id.isEmpty() || destination.isEmpty() ? "" : ", ") + destination;
        return both.isEmpty() ? "" : " (" + both + ")";
    }

    private static List<RuleDraft> atLeastOne(List<RuleDraft> drafts) {
        if (drafts.isEmpty()) {
            throw new RefusalException(400, "error_no_rules_provided", "error_no_rules_provided");
        }
        return drafts;
    }

    private RefusalException invalid(String problem) {
        return dialect == Dialect.UNION ? new RefusalException(400, "error_invalid_rule", problem) : internal();
    }

    private static RefusalException unknownId() {
        return internal();
    }

    /** The original's answer to what it has no name for, its name in place of a description included. */
    private static RefusalException internal() {
        return new RefusalException(500, "error_internal", "error_internal");
    }
}
