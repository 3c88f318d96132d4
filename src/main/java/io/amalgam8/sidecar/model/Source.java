package io.amalgam8.sidecar.model;

import java.util.Optional;

/** Who calls: a service's name, or any when there is none, that bears all of the tags. */
public record Source(Optional<String> name, Tags tags) {

    public boolean holdsFor(Identity caller) {
        return name.map(caller.service()::equals).orElse(true) && caller.tags().containsAll(tags);
    }
}
