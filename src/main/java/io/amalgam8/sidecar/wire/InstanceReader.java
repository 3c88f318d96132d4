package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one instance after the other from a stream of tokens.
 *
 * <p>A wrong type spoils one instance only, so that it is noted and the instance read to its end. What many instances of
 * a listing share, their service's name and tags, is kept once.
 */
final class InstanceReader {

    private static final int LONGEST_SHOWN = 200;

    private final Map<String, String> services = new HashMap<>();
    private final Map<List<String>, Tags> knownTags = new HashMap<>();

    private String id = "";
    private String service = "";
    private String type = "";
    private String value = "";
    private String status = "";
    private String protocol = "";
    private List<String> tags = List.of();
    private @Nullable InvalidValueException problem;

    /** Reads the entry at which the parser stands, to its end. */
    void next(JsonParser parser) throws IOException {
        id = "";
        service = "";
        type = "";
        value = "";
        status = "";
        protocol = "";
        tags = List.of();
        problem = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            note("instance", parser, "an object");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            readField(name, parser);
        }
    }

    /**
     * The instance just read.
     *
     * @throws InvalidValueException when it cannot be used
     */
    Instance instance() {
        if (problem != null) {
            throw problem;
        }
        if (id.isEmpty()) {
            throw InvalidValueException.of("id", "missing", "a text");
        }
        if (service.isEmpty()) {
            throw InvalidValueException.of("service_name", "missing", "a text");
        }
        if (value.isEmpty()) {
            throw InvalidValueException.of("endpoint.value", "missing", "host:port");
        }
        Endpoint endpoint =
                DialableHost.check(Endpoint.parse(endpointType(), value).speaking(protocol()));
        return new Instance(
                id,
                services.computeIfAbsent(service, name -> name),
                endpoint,
                knownTags.computeIfAbsent(tags, Tags::of),
                InstanceStatus.named(status));
    }

    String idToShow() {
        return cut(id);
    }

    String serviceToShow() {
        return cut(service);
    }

    private void readField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> id = text(name, parser);
            case "service_name" -> service = text(name, parser);
            case "status" -> status = text(name, parser);
            case "tags" -> tags = texts(parser);
            case "endpoint" -> readEndpoint(parser);
            case "metadata" -> readMetadata(parser);
            default -> parser.skipChildren();
        }
    }

    private void readEndpoint(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            note("endpoint", parser, "an object");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = text("endpoint.type", parser);
                case "value" -> value = text("endpoint.value", parser);
                default -> parser.skipChildren();
            }
        }
    }

    /** Whatever it is, it is the instance's own; one word in it means something here. */
    private void readMetadata(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isProtocol = parser.currentName().equals(Protocol.KEY);
            if (parser.nextToken() == JsonToken.VALUE_STRING && isProtocol) {
                protocol = parser.getText();
                continue;
            }
            parser.skipChildren();
        }
    }

    private List<String> texts(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            note("tags", parser, "a list of texts");
            parser.skipChildren();
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
                continue;
            }
            note("tags", parser, "a list of texts");
            parser.skipChildren();
        }
        return texts;
    }

    private String text(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            note(name, parser, "a text");
            parser.skipChildren();
        }
        return "";
    }

    private Protocol protocol() {
        return Protocol.named(protocol).or(() -> Protocol.named(type)).orElse(Protocol.HTTP_1);
    }

    private EndpointType endpointType() {
        if (type.isEmpty()) {
            return EndpointType.HTTP;
        }
        if (Protocol.named(type).isPresent()) {
            return EndpointType.HTTP;
        }
        return EndpointType.named(type)
                .orElseThrow(() -> InvalidValueException.of("endpoint.type", type, "http, https, tcp, udp or user"));
    }

    private void note(String name, JsonParser parser, String expectation) {
        if (problem == null) {
            problem = InvalidValueException.of(name, Documents.describe(parser.currentToken()), expectation);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
