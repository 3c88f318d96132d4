package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of the README and of the pages in {@code docs}, run as a reader would: page by page, from top to bottom, in
 * one bash in the checkout, with {@code a8sidecar} and {@code a8ctl} on the PATH, on a machine where nothing else runs.
 *
 * <p>What fences say:
 * <ul>
 *   <li>{@code sh}: commands. Each must end with 0, or is one of {@link CommandsRunElsewhere}.
 *   <li>{@code console}: commands behind a {@code $}, and what they print, where {@code …} stands for anything. Each must
 *       end with 0, unless {@code echo $?} comes next, and print just that.
 *   <li>{@code yaml}: the sidecar's configuration, or a part of it. It must be valid.
 *   <li>{@code json}: rules. The controller that runs by then must take them.
 *   <li>{@code text}, {@code dockerfile}, {@code yaml kubernetes}: what nothing here can hold against anything.
 * </ul>
 *
 * <p>What comments before a fence say: see {@link Page.Mark}.
 */
@Tag("debian")
final class DocumentationIT {

    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("docs");
    private static final Path TARGET = Path.of("target");

    private final Path folder = TARGET.resolve("documentation").toAbsolutePath();

    @BeforeEach
    void clear() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return Stream.concat(Stream.of(README), files.sorted()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandDoesWhatThePageSays(Path page) throws IOException {
        assertThat(failures(Page.read(page))).isEmpty();
    }

    @Test
    void whatIsRunElsewhereIsOnAPageAndHasATest() throws IOException {
        CommandsRunElsewhere elsewhere = new CommandsRunElsewhere();
        for (Path page : pages()) {
            Page.read(page).blocks().stream()
                    .filter(block -> block.kind().equals("sh"))
                    .flatMap(block -> Step.ofCommands(block).stream())
                    .forEach(step -> elsewhere.include(step.command()));
        }

        assertThat(elsewhere.problems()).isEmpty();
    }

    @Test
    void aPageThatIsWrongIsFoundOut() throws IOException {
        Page page = Page.of("page", """
                ```sh
                true
                false
                cat <<'END'   # it's fine
                '
                END
                ```
                ```console
                $ echo one; echo two
                one
                $ greeting=hello; sh -c 'exit 7'
                $ echo $? $greeting
                7 hello
                $ sh -c 'exit 8'
                $ echo $?
                8
                $ printf 'a\\nb\\nc\\n'
                a
                …
                ```
                <!-- run: in another terminal, until "here" -->
                ```sh
                echo here; exec sleep 1000
                ```
                ```yaml
                proxi: true
                ```
                ```java
                ```
                """.lines().toList());

        assertThat(failures(page))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("page:3: false\nended with 1:"),
                        problem -> assertThat(problem)
                                .startsWith("page:9: echo one; echo two\nexpected:\none\nbut it printed:\none\ntwo"),
                        problem ->
                                assertThat(problem).startsWith("page:11: greeting=hello; sh -c 'exit 7'\nended with 7"),
                        problem -> assertThat(problem).startsWith("page:26: ").contains("prox"),
                        problem -> assertThat(problem).startsWith("page:29: a block of the kind \"java\""));
    }

    private List<String> failures(Page page) throws IOException {
        Path installation;
        try (var folders = Files.newDirectoryStream(TARGET, "a8sidecar-*")) {
            installation = folders.iterator().next();
        }
        try (Terminal terminal = Terminal.open(folder, installation)) {
            return new PageRun(page, terminal, new CommandsRunElsewhere()::include).failures();
        }
    }
}
