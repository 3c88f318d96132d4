package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.admin.Paging.Page;
import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.LastRequests;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.RuleState;
import io.amalgam8.sidecar.wire.Documents;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The long lists: services, rules, the last requests; a page at a time. */
final class Lists {

    private final OffLoop offLoop;
    private final Observations observations;
    private final Supplier<RoutingTable> table;

    Lists(Vertx vertx, OffLoop offLoop, Supplier<RoutingTable> table) {
        this.offLoop = offLoop;
        this.observations = new Observations(vertx);
        this.table = table;
    }

    /** By name: those that have instances or rules. */
    void services(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        RoutingTable current = table.get();
        offLoop.answer(context, observations.instances(), usage -> services(paging, current, usage));
    }

    /** By service, in the order in which they are tried. */
    void rules(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        RoutingTable current = table.get();
        offLoop.answer(context, observations.rules(), usage -> rules(paging, current, usage));
    }

    /** The newest first. */
    void requests(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        offLoop.answer(context, observations.requests(), last -> requests(paging, last));
    }

    private static byte[] services(Paging paging, RoutingTable table, InstancesUsage usage) {
        TreeSet<String> names = new TreeSet<>(table.services().keySet());
        table.rules().forEach(state -> names.add(state.destination()));
        Page<String> page = paging.byKey(new ArrayList<>(names), name -> name);
        ServiceDocument form = new ServiceDocument(table, usage);
        return bytes(paging.write("/services", page, form::write));
    }

    private static byte[] rules(Paging paging, RoutingTable table, RulesUsage usage) {
        Page<RuleState> page = paging.byPosition(table.rules());
        return bytes(paging.write("/rules", page, new RuleDocument(usage)::write));
    }

    /** Each is a document already, as it stands in the access log. */
    private static byte[] requests(Paging paging, LastRequests last) {
        Page<String> page = paging.byPosition(last.newestFirst());
        return bytes(
                paging.write("/requests", page, line -> Documents.readObject(line.getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] bytes(Object document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
