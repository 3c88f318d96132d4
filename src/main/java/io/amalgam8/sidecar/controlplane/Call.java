package io.amalgam8.sidecar.controlplane;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/**
 * One request, as the APIs see it.
 *
 * @param base how the caller reached us: {@code http://host:port}
 * @param path the path's parameters by name
 * @param query the query's parameters by name, in their order
 */
record Call(Tenant tenant, String base, Map<String, String> path, Map<String, List<String>> query, Buffer body) {}
