package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.TcpProxyOptions;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.words.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Ports for TCP and their services: {@code redis:6380,…} in a flag or a variable, mappings in a document. */
final class TcpProxyItems {

    static final Records<List<TcpProxyOptions>> RECORDS =
            new Records<>(TcpProxyItems::read, TcpProxyItems::parse, TcpProxyItems::write);

    private static final String SERVICE = "service";
    private static final String PORT = "listener_port";
    private static final List<String> KEYS = List.of(SERVICE, PORT);
    private static final String FORM = "service:port, several separated by commas";

    private final String key;
    private final Findings findings;

    private TcpProxyItems(String key, Findings findings) {
        this.key = key;
        this.findings = findings;
    }

    /** What such a text means. */
    private static List<TcpProxyOptions> read(Given given) {
        List<TcpProxyOptions> proxies = new ArrayList<>();
        Set<Integer> ports = new HashSet<>();
        for (String item : Kinds.items(given)) {
            TcpProxyOptions proxy = readItem(item).orElseThrow(() -> Kinds.unlike(given, FORM));
            if (proxy.port() > 0 && !ports.add(proxy.port())) {
                throw InvalidValueException.saying(
                        given.name() + ": port " + proxy.port() + " given twice (expected: a port for each service)");
            }
            proxies.add(proxy);
        }
        return List.copyOf(proxies);
    }

    /** The items of a document's list, as texts; empty when one of them is wrong, which is then among the findings. */
    private static Optional<List<String>> parse(Tree.Items list, String key, Findings findings) {
        TcpProxyItems reader = new TcpProxyItems(key, findings);
        List<Optional<String>> items =
                list.items().stream().map(reader::parseItem).toList();
        return items.stream().allMatch(Optional::isPresent)
                ? Optional.of(items.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /** As it stands in a document. */
    private static String write(Given given) {
        return Kinds.items(given).stream()
                .map(item -> readItem(item).orElseThrow())
                .map(proxy -> "{" + SERVICE + ": " + YamlLayout.quote(proxy.service()) + ", " + PORT + ": "
                        + proxy.port() + "}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Optional<TcpProxyOptions> readItem(String item) {
        int colon = item.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String service = item.substring(0, colon);
        return Hosts.readPort(item.substring(colon + 1))
                .filter(port -> port <= 65535 && isService(service))
                .map(port -> new TcpProxyOptions(service, port));
    }

    private Optional<String> parseItem(Tree item) {
        if (item instanceof Tree.Scalar scalar) {
            return readItem(scalar.text()).isPresent()
                    ? Optional.of(scalar.text())
                    : problem(item.place(), "", scalar.text(), "{service: NAME, listener_port: PORT}");
        }
        if (!(item instanceof Tree.Mapping mapping)) {
            return problem(item.place(), "", item.description(), "{service: NAME, listener_port: PORT}");
        }
        Map<String, Tree.Scalar> parts = new HashMap<>();
        for (Tree.Entry entry : mapping.entries()) {
            if (!KEYS.contains(entry.key())) {
                findings.problem(entry.place() + ": " + key + "." + entry.key() + ": unknown key "
                        + NearestName.hint(entry.key(), KEYS));
                return Optional.empty();
            }
            if (entry.value() instanceof Tree.Scalar scalar) {
                parts.put(entry.key(), scalar);
            }
        }
        return parseParts(mapping.place(), parts);
    }

    private Optional<String> parseParts(String place, Map<String, Tree.Scalar> parts) {
        Tree.Scalar service = parts.getOrDefault(SERVICE, new Tree.Scalar("", place));
        Tree.Scalar port = parts.getOrDefault(PORT, new Tree.Scalar("", place));
        if (!isService(service.text())) {
            return problem(
                    service.place(),
                    "." + SERVICE,
                    service.text(),
                    "a service's name, without blanks, commas and slashes");
        }
        boolean inRange =
                Hosts.readPort(port.text()).filter(number -> number <= 65535).isPresent();
        return inRange
                ? Optional.of(service.text() + ":" + port.text())
                : problem(port.place(), "." + PORT, port.text(), "a port, 0 to 65535");
    }

    private Optional<String> problem(String place, String part, String value, String expectation) {
        findings.problem(place + ": " + key + part + ": " + value + " (expected: " + expectation + ")");
        return Optional.empty();
    }

    /** Items stand between commas. */
    private static boolean isService(String name) {
        return Kinds.isServiceName(name) && name.indexOf(',') < 0;
    }
}
