package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.controlplane.ControlPlaneOptions;
import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the files for Docker's compose and for Kubernetes start is something that the program takes. */
final class ManifestsTest {

    private static final String IMAGE = "amalgam8/a8-sidecar";
    private static final Path COMPOSE = Path.of("docker/compose.yaml");
    private static final Path KUBERNETES = Path.of("kubernetes/base");
    private static final Path EXAMPLE = Path.of("docker/example/Dockerfile");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT (\\[.*])$");

    /** What Kubernetes fills in. */
    private static final String ADDRESS = "10.1.2.3";

    /** One container with a sidecar in it. */
    private record Container(String name, List<String> words, Map<String, String> environment) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource({"ofCompose", "ofKubernetes"})
    void theProgramTakesItsWordsAndItsVariables(Container container) {
        List<String> words = container.words();
        if (!words.isEmpty() && words.get(0).equals("control-plane")) {
            assertThat(ControlPlaneOptions.parse(words.subList(1, words.size())))
                    .isInstanceOf(ControlPlaneOptions.Outcome.Run.class);
            return;
        }
        List<String> checked = new ArrayList<>(List.of("--check"));
        checked.addAll(words);

        assertThat(Settings.read(checked, container.environment()))
                .isInstanceOfSatisfying(Outcome.Checked.class, outcome -> {
                    Configuration configuration = outcome.configuration();
                    assertThat(configuration.warnings()).noneMatch(warning -> warning.contains("unknown"));
                });
    }

    static Stream<Container> ofCompose() throws IOException {
        List<Container> containers = new ArrayList<>();
        for (Object document : documents(COMPOSE)) {
            map(child(document, "services")).forEach((name, service) -> {
                boolean image = IMAGE.equals(child(service, "image"));
                List<String> words = image ? texts(child(service, "command")) : entrypoint();
                containers.add(new Container("compose: " + name, words, variables(child(service, "environment"))));
            });
        }
        assertThat(containers).hasSizeGreaterThan(2);
        return containers.stream();
    }

    static Stream<Container> ofKubernetes() throws IOException {
        List<Container> containers = new ArrayList<>();
        List<Path> manifests = resources();
        for (Path manifest : manifests) {
            for (Object document : documents(manifest)) {
                Object pod = child(child(child(document, "spec"), "template"), "spec");
                for (String kind : List.of("initContainers", "containers")) {
                    for (Object container : list(child(pod, kind))) {
                        if (IMAGE.equals(child(container, "image"))) {
                            String name = manifest + ": " + child(container, "name");
                            containers.add(new Container(
                                    name, texts(child(container, "args")), named(child(container, "env"))));
                        }
                    }
                }
            }
        }
        assertThat(containers).hasSizeGreaterThan(2);
        return containers.stream();
    }

    /** What {@code kubectl apply -k} applies. */
    private static List<Path> resources() throws IOException {
        Object kustomization =
                documents(KUBERNETES.resolve("kustomization.yaml")).get(0);
        return texts(child(kustomization, "resources")).stream()
                .map(KUBERNETES::resolve)
                .toList();
    }

    private static List<String> entrypoint() {
        try {
            Matcher entrypoint = ENTRYPOINT.matcher(Files.readString(EXAMPLE));
            assertThat(entrypoint.find()).isTrue();
            List<String> words = texts(yaml().load(entrypoint.group(1)));
            assertThat(words).startsWith("a8sidecar");
            return words.subList(1, words.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> variables(Object environment) {
        Map<String, String> variables = new TreeMap<>();
        map(environment).forEach((name, value) -> variables.put(name, String.valueOf(value)));
        variables.putIfAbsent("A8_ENDPOINT_HOST", ADDRESS);
        return variables;
    }

    private static Map<String, String> named(Object environment) {
        Map<String, String> variables = new TreeMap<>();
        for (Object variable : list(environment)) {
            String value = String.valueOf(map(variable).getOrDefault("value", ADDRESS));
            variables.put(String.valueOf(child(variable, "name")), value);
        }
        return variables;
    }

    private static List<Object> documents(Path file) throws IOException {
        List<Object> documents = new ArrayList<>();
        yaml().loadAll(Files.readString(file)).forEach(documents::add);
        return documents;
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    /** Empty where there is none. */
    private static Object child(Object node, String name) {
        return map(node).getOrDefault(name, "");
    }

    private static Map<String, Object> map(Object node) {
        Map<String, Object> map = new TreeMap<>();
        if (node instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> map.put(
                    String.valueOf(key), Optional.<Object>ofNullable(value).orElse("")));
        }
        return map;
    }

    private static List<Object> list(Object node) {
        return node instanceof List<?> items ? List.copyOf(items) : List.of();
    }

    private static List<String> texts(Object node) {
        return list(node).stream().map(String::valueOf).toList();
    }
}
