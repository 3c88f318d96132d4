package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.e2e.Page.Block;
import io.amalgam8.sidecar.e2e.Page.Mark;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PageTest {

    @Test
    void hasItsFencedBlocksWithTheirKindsAndTheirLines() {
        Page page = page("""
                # Title

                ```sh
                a

                b
                ```
                text `code`
                ```
                plain
                ```
                """);

        assertThat(page.blocks())
                .containsExactly(
                        new Block("sh", Optional.empty(), 4, List.of("a", "", "b")),
                        new Block("", Optional.empty(), 10, List.of("plain")));
    }

    @Test
    void aMarkIsForTheBlockBehindIt() {
        Page page = page("""
                <!-- run: in another terminal, until "a b=" -->
                ```sh
                a
                ```
                <!-- run: until it is so -->

                ```console
                $ b
                ```
                ```sh
                c
                ```
                """);

        assertThat(page.blocks())
                .extracting(Block::mark)
                .containsExactly(
                        Optional.of(new Mark.Elsewhere("a b=")), Optional.of(new Mark.Eventually()), Optional.empty());
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> page("```sh\na\n")).hasMessageContaining("page:1: a block without an end");
        assertThatThrownBy(() -> page("<!-- run: sometimes -->\n")).hasMessageContaining("a mark that is known");
        assertThatThrownBy(() -> page("<!-- run: until it is so -->\ntext\n"))
                .hasMessageContaining("page:2: a mark without a block");
    }

    private static Page page(String text) {
        return Page.of("page", text.lines().toList());
    }
}
