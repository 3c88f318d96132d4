package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Protocol;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The registry's listing of instances: {@code {"instances":[{…}]}}. */
public final class CatalogJson {

    private CatalogJson() {}

    /**
     * Reads one as {@link #read(InputStream)} does.
     *
     * @throws UnreadableDocumentException when it is none at all
     */
    public static Catalog read(byte[] document) {
        return read(Documents.open(document));
    }

    /**
     * Reads a listing. An instance that cannot be used is left out with its reason; the others apply.
     *
     * @throws UnreadableDocumentException when it is no listing at all
     */
    public static Catalog read(InputStream document) {
        List<Instance> instances = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        InstanceReader reader = new InstanceReader();
        Documents.eachEntry(
                document,
                "instances",
                parser -> {
                    reader.next(parser);
                    try {
                        instances.add(unique(reader.instance(), ids));
                    } catch (InvalidValueException e) {
                        leftOut.add(new LeftOut(reader.idToShow(), reader.serviceToShow(), e.reason()));
                    }
                },
                (name, parser) -> {});
        return new Catalog(instances, Set.of(), leftOut);
    }

    /** Writes an instance as the registry lists it; what is empty is left out. */
    public static ObjectNode write(Instance instance) {
        ObjectNode node = Documents.newObject();
        node.put("id", instance.id());
        node.put("service_name", instance.service());
        node.set("endpoint", write(instance.endpoint()));
        node.put("status", instance.status().name());
        if (!instance.tags().isEmpty()) {
            ArrayNode tags = node.putArray("tags");
            instance.tags().words().forEach(tags::add);
        }
        if (instance.endpoint().protocol() != Protocol.HTTP_1) {
            node.putObject("metadata")
                    .put(Protocol.KEY, instance.endpoint().protocol().toString());
        }
        return node;
    }

    /** Writes an endpoint as it is registered: {@code {"type","value"}}. */
    public static ObjectNode write(Endpoint endpoint) {
        return Documents.newObject().put("type", endpoint.type().toString()).put("value", value(endpoint));
    }

    private static String value(Endpoint endpoint) {
        if (endpoint.type() == EndpointType.USER) {
            return endpoint.host();
        }
        return endpoint.path().isEmpty() ? endpoint.authority() : endpoint.toString();
    }

    private static Instance unique(Instance instance, Set<String> ids) {
        if (!ids.add(instance.id())) {
            throw InvalidValueException.of("id", instance.id(), "one that no earlier instance bears");
        }
        return instance;
    }
}
