package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines that others lay hands on. */
final class LineTargetTest {

    @Test
    void takesNothingBackFromAFileThatWasShortenedMeanwhile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        try (LineTarget target = LineTarget.file(file)) {
            target.write(ByteBuffer.wrap(new byte[10]));
            Files.write(file, new byte[3]);

            assertThat(target.takeBack(10)).isFalse();
            assertThat(Files.size(file)).isEqualTo(3);
        }
    }
}
