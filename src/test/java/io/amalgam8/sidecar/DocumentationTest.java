package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.settings.Settings;
import io.amalgam8.sidecar.transport.OwnAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README and its pages say what the code does, and lead where they say. */
final class DocumentationTest {

    private static final Path CODE = Path.of("src/main/java/io/amalgam8/sidecar");
    private static final Path DOCS = Path.of("docs");
    private static final Path README_FILE = Path.of("README.md");
    private static final String README = read(README_FILE);
    private static final String CONFIGURATION = read(DOCS.resolve("configuration.md"));
    private static final String OPERATIONS = read(DOCS.resolve("operations.md"));

    private static final Pattern MAKE_ROW = Pattern.compile("(?m)^\\| `make ([\\w.]+)`[^|]*\\| `([^`]+)` \\|");
    private static final Pattern MAKE_TARGET = Pattern.compile("(?m)^([\\w.]+):[^\\n]*\\n((?:\\t[^\\n]*\\n)+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern FILE_SET =
            Pattern.compile("(?s)<fileSet>\\s*<directory>([^<]*)</directory>(.*?)</fileSet>");
    private static final Pattern INCLUDED = Pattern.compile("<include>([^<]*)</include>");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void theOptionTableIsTheCodes() {
        String table = CONFIGURATION.substring(
                CONFIGURATION.indexOf("<!-- options"), CONFIGURATION.indexOf("<!-- /options -->"));

        assertThat(table.substring(table.indexOf('\n')).strip())
                .isEqualTo(Settings.optionTable().strip());
    }

    @Test
    void theTableOfMetricsIsTheCodes() {
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(OPERATIONS).contains(row(metric)));
        assertThat(OPERATIONS.lines().filter(line -> line.startsWith("| `a8_"))).hasSize(Metric.values().length);
    }

    @Test
    void theTableOfFlagsHasEveryStatusThatTheSidecarAnswersWith() {
        assertThat(OwnAnswer.Kind.values())
                .filteredOn(kind -> !kind.flag().isEmpty())
                .allSatisfy(kind -> {
                    int status = OwnAnswer.of(kind, "").status();
                    assertThat(OPERATIONS)
                            .containsPattern(
                                    "\n\\| `" + kind.flag() + "` \\|[^|]*" + (status > 0 ? status : "the rule's"));
                });
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "\n| `" + metric.seriesName() + "` | " + labels + (labels.isEmpty() ? "| " : " | ") + metric.help()
                + " |\n";
    }

    @Test
    void thePackageTableNamesEveryPackage() throws IOException {
        List<String> packages;
        try (Stream<Path> folders = Files.list(CODE)) {
            packages = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }

        assertThat(packages).isNotEmpty().allSatisfy(name -> assertThat(README).contains("| `" + name + "` |"));
    }

    @Test
    void theTopicTableNamesEveryTopic() {
        List<String> topics = Stream.of(Topics.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();

        assertThat(topics).isNotEmpty().allSatisfy(name -> assertThat(README).contains("| `" + name + "` |"));
    }

    @Test
    void theReadmesTwoCommandsAreTheBuildsOwn() throws IOException {
        assertThat(README)
                .contains("mvn -q -DskipTests package && java -jar target/a8sidecar.jar demo")
                .contains("\nmvn verify ");
        assertThat(read(Path.of(".ci/run"))).contains("mvn -B -ntp verify");
    }

    @Test
    void theTableOfMakeTargetsIsTheMakefiles() {
        Map<String, String> told = new TreeMap<>();
        MAKE_ROW.matcher(README).results().forEach(row -> told.put(row.group(1), row.group(2)));
        Map<String, String> made = new TreeMap<>();
        MAKE_TARGET
                .matcher(read(Path.of("Makefile")))
                .results()
                .forEach(target -> made.put(
                        target.group(1),
                        target.group(2).strip().replace(" -B -ntp", "").replaceAll("\\s*\\n\\s*", "; ")));

        assertThat(told).isNotEmpty().isEqualTo(made);
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(read(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                boolean leads = Files.exists(target)
                        && Optional.ofNullable(link.group(2))
                                .map(anchors(target)::contains)
                                .orElse(true);
                if (!leads) {
                    broken.add(page + ": " + link.group());
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void whatThePagesLeadToIsInTheArchiveAsTheyAre() throws IOException {
        List<Path> installed = new ArrayList<>();
        Matcher set =
                FILE_SET.matcher(read(Path.of("src/main/assembly/content.xml")).replace("${project.basedir}", "."));
        while (set.find()) {
            Path directory = Path.of(set.group(1)).normalize();
            List<String> included = INCLUDED.matcher(set.group(2))
                    .results()
                    .map(include -> include.group(1).replace("/**", ""))
                    .toList();
            (included.isEmpty() ? List.of("") : included)
                    .forEach(include -> installed.add(directory.resolve(include).normalize()));
        }
        for (Path page : pages()) {
            assertThat(installed).anyMatch(page::startsWith);
            Matcher link = LINK.matcher(read(page));
            while (link.find()) {
                Path target = page.resolveSibling(link.group(1)).normalize();
                assertThat(installed).as("%s: %s", page, link.group()).anyMatch(target::startsWith);
            }
        }
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        assertThat(pages())
                .hasSizeGreaterThan(1)
                .allSatisfy(page -> assertThat(page.equals(README_FILE) || README.contains("](" + page + ")"))
                        .as("%s", page)
                        .isTrue());
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return Stream.concat(Stream.of(README_FILE), files.sorted()).toList();
        }
    }

    /** As pages of the forge have them: words of the heading in lower case, with hyphens. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(Files.isRegularFile(page) ? read(page) : "")
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
