package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.HopByHop;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Request;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The request's head as an instance gets it: without what was meant for us, with what it wants to know of the caller. */
final class RequestRewrite {

    private final Request request;
    private final Target target;
    private final Tally tally;
    private final Proxying proxying;
    private final String host;
    private boolean done;

    RequestRewrite(Request request, Target target, Tally tally, Proxying proxying) {
        this.request = request;
        this.target = target;
        this.tally = tally;
        this.proxying = proxying;
        this.host = target.authority().orElseGet(() -> request.fields().text(Names.HOST));
    }

    /** What that instance is asked for. */
    String target(Endpoint endpoint, Destination destination) {
        String rest = destination.uriRewrite().map(target::rewritten).orElse(target.rest());
        return endpoint.path().isEmpty() ? rest : endpoint.path() + rest;
    }

    /**
     * The head for one try. The first one changes the request's own fields for all: what is refused before is none.
     *
     * @param asked what the instance is asked for
     */
    Request towards(Endpoint endpoint, Destination destination, String asked, int attempt) {
        if (!done) {
            done = true;
            strip();
            sign();
        }
        request.fields().set(Names.HOST, hostFor(endpoint, destination)).set(Names.ATTEMPT, Integer.toString(attempt));
        return new Request(request.method(), asked, request.protocol(), request.fields(), request.hasBody());
    }

    private void strip() {
        Fields fields = request.fields();
        boolean trailers = fields.hasWord(Names.TE, "trailers");
        String protocols = request.asksForUpgrade() ? protocols(fields) : "";
        HopByHop.remove(fields);
        if (!protocols.isEmpty()) {
            fields.set(Names.CONNECTION, "upgrade").set(Names.UPGRADE, protocols);
        }
        if (trailers) {
            fields.set(Names.TE, "trailers");
        }
        fields.remove(Names.RETRIES).remove(Names.TIMEOUT).remove(Names.SOURCE).remove(Names.FAULT);
    }

    private void sign() {
        Fields fields = request.fields();
        fields.set(Names.REQUEST_ID, tally.requestId())
                .set(Names.FORWARDED_FOR, forwardedFor(fields))
                .set(Names.FORWARDED_PROTO, tally.scheme())
                .set(Names.FORWARDED_HOST, host)
                .set(Names.FORWARDED_PREFIX, "/" + target.segment());
        proxying.via().sign(fields);
        if (!proxying.source().isEmpty()) {
            fields.set(Names.SOURCE, proxying.source());
        }
    }

    private String forwardedFor(Fields fields) {
        String address = tally.callerAddress();
        String before = fields.has(Names.FORWARDED_FOR) ? String.join(", ", fields.all(Names.FORWARDED_FOR)) : "";
        return before.isEmpty() ? address : before + ", " + address;
    }

    private String hostFor(Endpoint endpoint, Destination destination) {
        if (destination.host().isPresent()) {
            return destination.host().get();
        }
        if (!endpoint.hasHostName() && !host.isEmpty()) {
            return host;
        }
        boolean usual = endpoint.port() == (endpoint.type() == EndpointType.HTTPS ? 443 : 80);
        return usual && endpoint.hasHostName() ? endpoint.host() : endpoint.authority();
    }

    /** Those that the instance may choose from. */
    private static String protocols(Fields fields) {
        return fields.all(Names.UPGRADE).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty() && isPassedOn(protocol))
                .collect(Collectors.joining(", "));
    }

    /**
     * HTTP/2 and TLS would begin between the caller and us, not between the caller and the instance; of others nobody
     * here knows what they would let through.
     */
    private static boolean isPassedOn(String protocol) {
        return protocol.equalsIgnoreCase("websocket");
    }
}
