package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.RequestHead;
import io.amalgam8.sidecar.routing.RoutingTable;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Decides where one request goes, by the table that is in force now. */
@FunctionalInterface
interface Router {

    Decision decide(RequestHead request, Balancer balancer, RandomGenerator chance);

    /** Whether there is a service of that name. */
    default boolean knows(String service) {
        return false;
    }

    /** Decides by the table that is handed out for each call. */
    static Router by(Supplier<RoutingTable> table) {
        return new Router() {
            @Override
            public Decision decide(RequestHead request, Balancer balancer, RandomGenerator chance) {
                return table.get().decide(request, balancer, chance);
            }

            @Override
            public boolean knows(String service) {
                return table.get().knows(service);
            }
        };
    }
}
