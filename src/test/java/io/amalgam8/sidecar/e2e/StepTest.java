package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.e2e.Page.Block;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a block is one command, and what it prints. */
final class StepTest {

    @Test
    void eachLineIsACommandAndSoAreLinesThatBelongTogether() {
        List<Step> steps = Step.ofCommands(block("sh", """
                # it's a comment
                one   # it's another

                two \\
                  --and more
                three 'a "
                b' "c'
                "
                cat <<'END' >file
                it's
                END
                five
                """));

        assertThat(steps)
                .extracting(Step::command)
                .containsExactly(
                        "one   # it's another",
                        "two \\\n  --and more",
                        "three 'a \"\nb' \"c'\n\"",
                        "cat <<'END' >file\nit's\nEND",
                        "five");
        assertThat(steps).extracting(Step::line).containsExactly(101, 103, 105, 108, 111);
        assertThat(steps).allMatch(step -> step.printed().isEmpty());
    }

    @Test
    void aConsolesCommandsHaveAPromptAndTheirOutputBehindThem() {
        List<Step> steps = Step.ofConsole(block("console", """
                $ one 'a
                b'
                printed
                twice
                $ two
                $ three
                """));

        assertThat(steps)
                .containsExactly(
                        new Step(100, "one 'a\nb'", printed("printed", "twice")),
                        new Step(104, "two", printed()),
                        new Step(105, "three", printed()));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> Step.ofConsole(block("console", "printed\n$ one\n")))
                .hasMessageContaining("line 100: printed (expected: $ and a command)");
        assertThatThrownBy(() -> Step.ofCommands(block("sh", "echo 'open\n")))
                .hasMessageContaining("a command without an end: echo 'open");
        assertThatThrownBy(() -> Step.ofCommands(block("sh", "cat <<END\n")))
                .hasMessageContaining("a command without an end: cat <<END");
    }

    @Test
    void theEllipsisStandsForAnythingAndNothingElseDoes() {
        assertThat(expected("a … c", "…", "e").isMetBy("a b c\nx\ny\ne\n")).isTrue();
        assertThat(expected("a … c", "…", "e").isMetBy("a  c  \ne")).isTrue();
        assertThat(expected("a.c").isMetBy("abc\n")).isFalse();
        assertThat(expected("a").isMetBy("a\nb\n")).isFalse();
        assertThat(expected("a", "b").isMetBy("a\n")).isFalse();
        assertThat(expected("a…").isMetBy("a\nb\n")).isFalse();
        assertThat(expected().isMetBy("")).isTrue();
        assertThat(expected().isMetBy("a\n")).isFalse();
        assertThat(expected("…").isMetBy("")).isTrue();
    }

    private static Block block(String kind, String text) {
        return new Block(kind, Optional.empty(), 100, text.lines().toList());
    }

    private static Optional<ExpectedOutput> printed(String... lines) {
        return Optional.of(expected(lines));
    }

    private static ExpectedOutput expected(String... lines) {
        return new ExpectedOutput(List.of(lines));
    }
}
