package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Protocol;
import java.util.List;

/**
 * The instances among which one is chosen; never both lists empty.
 *
 * @param instances those that the registry lists
 * @param suspects those that it no longer lists, not yet believed to be gone: used last
 */
public record Pool(List<Instance> instances, List<Instance> suspects) {

    /** The same instances, spoken to in that version of HTTP. */
    Pool speaking(Protocol protocol) {
        return new Pool(speaking(protocol, instances), speaking(protocol, suspects));
    }

    private static List<Instance> speaking(Protocol protocol, List<Instance> instances) {
        return instances.stream().map(instance -> instance.speaking(protocol)).toList();
    }

    /** The listed instances, or the suspects when there are no others. */
    public List<Instance> preferred() {
        return instances.isEmpty() ? suspects : instances;
    }
}
