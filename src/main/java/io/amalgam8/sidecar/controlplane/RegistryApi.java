package io.amalgam8.sidecar.controlplane;

import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the registry answers to each call. */
final class RegistryApi {

    private static final String INSTANCES = "/api/v1/instances";
    private static final String SERVICES = "/api/v1/services";

    private final InstanceStore store;
    private final RegistrationReader reader;
    private final Ticker ticker;

    RegistryApi(InstanceStore store, RegistrationReader reader, Ticker ticker) {
        this.store = store;
        this.reader = reader;
        this.ticker = ticker;
    }

    List<Operation> operations() {
        return List.of(
                Operation.open(HttpMethod.GET, "/", call -> Answer.empty(200)),
                Operation.open(HttpMethod.GET, "/uptime", this::uptime),
                Operation.of(HttpMethod.POST, INSTANCES, this::register),
                Operation.of(HttpMethod.GET, INSTANCES, this::list),
                Operation.of(HttpMethod.PUT, INSTANCES + "/:id/heartbeat", this::renew),
                Operation.of(HttpMethod.DELETE, INSTANCES + "/:id", this::deregister),
                Operation.of(HttpMethod.GET, SERVICES, this::services),
                Operation.of(HttpMethod.GET, SERVICES + "/:name", this::service));
    }

    private Answer uptime(Call call) {
        String version = Optional.ofNullable(RegistryApi.class.getPackage().getImplementationVersion())
                .orElse("development");
        return Answer.json(200, InstanceJson.uptime(ticker.now().uptime(), version));
    }

    private Answer register(Call call) {
        Registration registration = reader.read(call.body().getBytes());
        StoredInstance instance = store.register(call.tenant(), registration, ticker.now())
                .orElseThrow(() -> new RefusalException(
                        403, "error_instance_registration_failure", "Failed to register instance"));
        String self = call.base() + INSTANCES + "/" + instance.id();
        return Answer.json(201, InstanceJson.registered(instance.id(), instance.ttl(), self))
                .withHeader("Location", self);
    }

    private Answer renew(Call call) {
        if (store.renew(call.tenant(), call.path().getOrDefault("id", ""), ticker.now())) {
            return Answer.empty(200);
        }
        throw new RefusalException(410, "error_instance_heartbeat_failure", "Failed to renew instance registration");
    }

    private Answer deregister(Call call) {
        if (store.deregister(call.tenant(), call.path().getOrDefault("id", ""), ticker.now())) {
            return Answer.empty(200);
        }
        throw new RefusalException(410, "error_instance_deletion_failure", "Failed to deregister instance");
    }

    private Answer list(Call call) {
        InstanceQuery query = InstanceQuery.of(call.query());
        List<StoredInstance> selected =
                instances(call).stream().filter(query::selects).toList();
        return Answer.json(200, InstanceJson.list(selected, query.fields()));
    }

    private Answer services(Call call) {
        Set<String> names = new LinkedHashSet<>();
        instances(call).forEach(instance -> names.add(instance.registration().service()));
        return Answer.json(200, InstanceJson.services(names));
    }

    private Answer service(Call call) {
        String name = call.path().getOrDefault("name", "");
        List<StoredInstance> instances = instances(call).stream()
                .filter(instance -> instance.registration().service().equals(name))
                .toList();
        if (instances.isEmpty()) {
            throw new RefusalException(404, "error_service_enumeration", "Failed to enumerate service names");
        }
        return Answer.json(200, InstanceJson.service(name, instances));
    }

    private List<StoredInstance> instances(Call call) {
        return store.instances(call.tenant(), ticker.now());
    }
}
