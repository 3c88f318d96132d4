package io.amalgam8.sidecar.routing;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A route rule with its backends' instances. */
record RouteRule(CompiledRule compiled, Weights weights, List<RouteBackend> backends) {

    CompiledMatch match() {
        return compiled.match();
    }

    /** Only where there is a choice is there one to remember. */
    boolean isSticky() {
        return backends.size() > 1;
    }

    /** The backend that the caller's cookie names, unless it has nowhere to go. */
    Optional<RouteBackend> remembered(HeaderMemory headers) {
        Optional<CookiePlace> place = CookiePlace.first(VersionCookie.NAME, headers);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < backends.size(); i++) {
            RouteBackend backend = backends.get(i);
            if (place.get().holds(backend.cookie().value())
                    && backend.destination().isPresent()) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }

    /** A backend by the weights. */
    RouteBackend drawn(RandomGenerator chance) {
        return backends.size() == 1 ? backends.get(0) : backends.get(weights.drawn(chance.nextDouble()));
    }
}
