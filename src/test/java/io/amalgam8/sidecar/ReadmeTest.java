package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what the code does. */
final class ReadmeTest {

    private static final Path CODE = Path.of("src/main/java/io/amalgam8/sidecar");
    private static final String README = read(Path.of("README.md"));

    @Test
    void itsOptionTableIsTheCodes() {
        String table = README.substring(README.indexOf("<!-- options"), README.indexOf("<!-- /options -->"));

        assertThat(table.substring(table.indexOf('\n')).strip())
                .isEqualTo(Settings.optionTable().strip());
    }

    @Test
    void itsTableOfMetricsIsTheCodes() {
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(README).contains(row(metric)));
        assertThat(README.lines().filter(line -> line.startsWith("| `a8_"))).hasSize(Metric.values().length);
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "\n| `" + metric.seriesName() + "` | " + labels + (labels.isEmpty() ? "| " : " | ") + metric.help()
                + " |\n";
    }

    @Test
    void itsPackageTableNamesEveryPackage() throws IOException {
        List<String> packages;
        try (Stream<Path> folders = Files.list(CODE)) {
            packages = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }

        assertThat(packages).isNotEmpty().allSatisfy(name -> assertThat(README).contains("| `" + name + "` |"));
    }

    @Test
    void itsTopicTableNamesEveryTopic() {
        List<String> topics = Stream.of(Topics.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();

        assertThat(topics).isNotEmpty().allSatisfy(name -> assertThat(README).contains("| `" + name + "` |"));
    }

    @Test
    void itsTwoCommandsAreTheBuildsOwn() throws IOException {
        assertThat(README)
                .contains("mvn -q -DskipTests package && java -jar target/a8sidecar.jar demo")
                .contains("\nmvn verify ");
        assertThat(read(Path.of(".ci/run"))).contains("mvn -B -ntp verify");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
