package io.amalgam8.sidecar.controlplane;

import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One thing that a server can be asked for.
 *
 * @param path with {@code :name} for each parameter
 * @param isOpen whether it needs no authentication
 * @param action answers, or throws a {@link RefusalException}; runs on a worker thread, several at a time
 */
record Operation(HttpMethod method, String path, boolean isOpen, Function<Call, Answer> action) {

    static Operation open(HttpMethod method, String path, Function<Call, Answer> action) {
        return new Operation(method, path, true, action);
    }

    static Operation of(HttpMethod method, String path, Function<Call, Answer> action) {
        return new Operation(method, path, false, action);
    }
}
