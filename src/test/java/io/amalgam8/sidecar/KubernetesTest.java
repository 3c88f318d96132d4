package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests are what Kubernetes takes, by its published schemas and Vert.x's validator of JSON Schema; and what they tell
 * the sidecar is what the sidecar takes.
 */
final class KubernetesTest {

    private static final Path BASE = Path.of("kubernetes/base");
    private static final String SIDECAR = "amalgam8/a8-sidecar";

    private static final JsonObject SCHEMA = schema();

    static List<JsonObject> documents() {
        return files().filter(file -> !isKustomization(file))
                .flatMap(KubernetesTest::read)
                .toList();
    }

    static List<JsonObject> pods() {
        return documents().stream()
                .filter(document -> "Deployment".equals(document.getString("kind")))
                .map(document ->
                        document.getJsonObject("spec").getJsonObject("template").getJsonObject("spec"))
                .toList();
    }

    static List<JsonObject> sidecars() {
        return pods().stream()
                .flatMap(pod -> containers(pod).stream())
                .filter(container -> SIDECAR.equals(container.getString("image")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void keepToThePublishedSchemas(JsonObject document) {
        assertThat(complaints(document)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # instead of this            | that                         | what is wrong with it
            "replicas":                  | "replica":                   | replica
            "containerPort":31300        | "containerPort":"31300"      | containerPort
            "readinessProbe":{"httpGet"  | "readinessProbe":{"http"     | http
            "restricted"                 | true                         | enforce
            "name":"registry",           | "title":"registry",          | title
            """)
    void wouldNotBeTakenWithAMistake(String right, String wrong, String named) {
        String all = documents().toString();
        assertThat(all).contains(right);
        List<String> complaints = new JsonArray(all.replace(right, wrong))
                .stream()
                        .flatMap(document -> complaints((JsonObject) document).stream())
                        .toList();
        assertThat(complaints).anySatisfy(complaint -> assertThat(complaint).contains(named));
    }

    @Test
    void areAllNamedInTheKustomization() {
        JsonObject kustomization =
                read(BASE.resolve("kustomization.yaml")).findFirst().orElseThrow();

        assertThat(kustomization.getJsonArray("resources"))
                .containsExactlyInAnyOrderElementsOf(files().filter(file -> !isKustomization(file))
                        .map(file -> file.getFileName().toString())
                        .toList());
        List<String> images = kustomization.getJsonArray("images").stream()
                .map(image -> ((JsonObject) image).getString("name"))
                .toList();
        assertThat(pods().stream()
                        .flatMap(pod -> containers(pod).stream())
                        .map(container -> container.getString("image")))
                .containsOnly(images.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("sidecars")
    void giveSidecarsNoMoreRightsThanTheyNeed(JsonObject container) {
        JsonObject rights = container.getJsonObject("securityContext");
        assertThat(rights.getBoolean("readOnlyRootFilesystem")).isTrue();
        assertThat(rights.getBoolean("allowPrivilegeEscalation")).isFalse();
        assertThat(rights.getJsonObject("capabilities").getJsonArray("drop")).containsExactly("ALL");
        assertThat(container.getJsonObject("resources").getJsonObject("limits").getString("memory"))
                .isNotNull();
        assertThat(container.getJsonObject("readinessProbe")).isNotNull();
        assertThat(container.getJsonObject("livenessProbe")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void areOfPodsThatTakeAsLongToEndAsTheirSidecars(JsonObject pod) {
        assertThat(pod.getJsonObject("securityContext").getBoolean("runAsNonRoot"))
                .isTrue();
        containers(pod).stream()
                .map(container -> Settings.read(List.of(), environment(container)))
                .filter(Outcome.Run.class::isInstance)
                .map(outcome -> ((Outcome.Run) outcome).configuration())
                .forEach(configuration -> {
                    Duration needed = configuration
                            .lifecycle()
                            .drainDelay()
                            .plus(configuration.lifecycle().shutdownTimeout());
                    assertThat(pod.getLong("terminationGracePeriodSeconds", 30L))
                            .isGreaterThanOrEqualTo(needed.toSeconds());
                });
    }

    @Test
    void showTheSidecarBothAsAContainerAndAsANativeSidecar() {
        List<JsonObject> registering = sidecars().stream()
                .filter(container -> texts(container.getJsonArray("args")).contains("--register"))
                .toList();

        assertThat(registering.stream().map(container -> container.getString("restartPolicy", "none")))
                .containsExactlyInAnyOrder("Always", "none");
    }

    @Test
    void haveServicesThatFindTheirPods() {
        List<JsonObject> services = documents().stream()
                .filter(document -> "Service".equals(document.getString("kind")))
                .toList();
        assertThat(services).isNotEmpty();
        for (JsonObject service : services) {
            JsonObject selector = service.getJsonObject("spec").getJsonObject("selector");
            List<JsonObject> pods = documents().stream()
                    .filter(document -> "Deployment".equals(document.getString("kind")))
                    .map(document -> document.getJsonObject("spec").getJsonObject("template"))
                    .filter(template -> selector.stream()
                            .allMatch(label -> label.getValue()
                                    .equals(template.getJsonObject("metadata")
                                            .getJsonObject("labels")
                                            .getString(label.getKey()))))
                    .map(template -> template.getJsonObject("spec"))
                    .toList();
            assertThat(pods).as("pods of %s", selector).hasSize(1);
            List<String> named = containers(pods.get(0)).stream()
                    .flatMap(container -> container.getJsonArray("ports").stream())
                    .map(port -> ((JsonObject) port).getString("name"))
                    .toList();
            assertThat(service.getJsonObject("spec").getJsonArray("ports").stream()
                            .map(port -> ((JsonObject) port).getString("targetPort")))
                    .isSubsetOf(named);
        }
    }

    /** As they stand in the pod: what only the cluster knows is an address. */
    private static Map<String, String> environment(JsonObject container) {
        Map<String, String> environment = new HashMap<>();
        for (Object each : container.getJsonArray("env", new JsonArray())) {
            JsonObject variable = (JsonObject) each;
            environment.put(variable.getString("name"), variable.getString("value", "10.1.2.3"));
        }
        return environment;
    }

    private static List<JsonObject> containers(JsonObject pod) {
        return Stream.of("initContainers", "containers")
                .flatMap(key -> pod.getJsonArray(key, new JsonArray()).stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> complaints(JsonObject document) {
        String kind = document.getString("kind");
        JsonObject schema = SCHEMA.copy().put("$ref", "#/definitions/V1" + kind);
        assertThat(SCHEMA.getJsonObject("definitions").containsKey("V1" + kind))
                .as("schema of kind %s", kind)
                .isTrue();
        Validator validator = Validator.create(
                JsonSchema.of(schema),
                new JsonSchemaOptions()
                        .setDraft(Draft.DRAFT7)
                        .setBaseUri("https://kubernetes.io/" + kind)
                        .setOutputFormat(OutputFormat.Basic));
        OutputUnit result = validator.validate(document);
        if (Boolean.TRUE.equals(result.getValid())) {
            return List.of();
        }
        return result.getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .toList();
    }

    private static Stream<JsonObject> read(Path file) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        List<JsonObject> documents = new ArrayList<>();
        for (Object document : yaml.loadAll(text(file))) {
            documents.add(new JsonObject(new JsonObject(strings(document)).encode()));
        }
        return documents.stream();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> strings(Object document) {
        return (Map<String, Object>) document;
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }

    private static boolean isKustomization(Path file) {
        return file.endsWith("kustomization.yaml");
    }

    private static Stream<Path> files() {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject schema() {
        try (InputStream file = KubernetesTest.class.getResourceAsStream("/kubernetes/schema.json")) {
            return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
