package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.admin.Paging.Page;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.RuleState;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The long lists: services, rules, the last requests; a page at a time. */
final class Lists {

    private final OffLoop offLoop;
    private final Supplier<RoutingTable> table;

    Lists(OffLoop offLoop, Supplier<RoutingTable> table) {
        this.offLoop = offLoop;
        this.table = table;
    }

    /** By name: those that have instances or rules. */
    void services(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        RoutingTable current = table.get();
        offLoop.answer(context, () -> services(paging, current));
    }

    /** By service, in the order in which they are tried. */
    void rules(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        RoutingTable current = table.get();
        offLoop.answer(context, () -> rules(paging, current));
    }

    /** The newest first. */
    void requests(RoutingContext context) {
        Paging paging = Paging.of(context.queryParams());
        offLoop.answer(context, () -> requests(paging));
    }

    private static byte[] services(Paging paging, RoutingTable table) {
        TreeSet<String> names = new TreeSet<>(table.services().keySet());
        table.rules().forEach(state -> names.add(state.destination()));
        Page<String> page = paging.byKey(new ArrayList<>(names), name -> name);
        ServiceDocument form = new ServiceDocument(table, Observations.NONE);
        return bytes(paging.write("/services", page, form::write).toString());
    }

    private static byte[] rules(Paging paging, RoutingTable table) {
        Page<RuleState> page = paging.byPosition(table.rules());
        return bytes(paging.write("/rules", page, new RuleDocument(Observations.NONE)::write)
                .toString());
    }

    private static byte[] requests(Paging paging) {
        Page<String> page = paging.byPosition(List.of());
        return bytes(paging.write("/requests", page, unused -> io.amalgam8.sidecar.wire.Documents.newObject())
                .toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
