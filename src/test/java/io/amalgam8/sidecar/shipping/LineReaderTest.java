package io.amalgam8.sidecar.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineReaderTest {

    @Test
    void tellsWhereEachLineBeginsAndEnds() throws IOException {
        LineReader reader = new LineReader(stream("ab\n\ncd\ne"), 100);
        assertThat(reader.next().orElseThrow()).satisfies(line -> {
            assertThat(text(line)).isEqualTo("ab");
            assertThat(line.start()).isEqualTo(100);
            assertThat(line.end()).isEqualTo(103);
        });
        assertThat(reader.next().orElseThrow()).satisfies(line -> {
            assertThat(text(line)).isEqualTo("cd");
            assertThat(line.start()).isEqualTo(104);
            assertThat(line.end()).isEqualTo(107);
        });
        assertThat(reader.next()).isEmpty();
        assertThat(reader.isTorn()).isTrue();
        assertThat(reader.offset()).isEqualTo(107);
    }

    @ParameterizedTest
    @ValueSource(ints = {LineReader.LONGEST - 1, LineReader.LONGEST, LineReader.LONGEST + 1, 5 * LineReader.LONGEST})
    void passesOverOnlyWhatFillsItsBuffer(int length) throws IOException {
        LineReader reader = new LineReader(stream("a\n" + "x".repeat(length) + "\nb\n"), 0);
        List<String> lines = all(reader);
        boolean isLine = length < LineReader.LONGEST;
        assertThat(lines).hasSize(isLine ? 3 : 2).startsWith("a").endsWith("b");
        assertThat(reader.takePassedOver()).isEqualTo(isLine ? 0 : 1);
        assertThat(reader.takePassedOver()).isZero();
        assertThat(reader.offset()).isEqualTo(length + 5L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheSameLinesHoweverTheBytesCome(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            String line = i + "x".repeat(random.nextInt(300));
            expected.add(line);
            text.append(line).append('\n');
        }
        InputStream whole = stream(text.toString());
        InputStream dripping = new InputStream() {
            @Override
            public int read() throws IOException {
                return whole.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return whole.read(into, offset, Math.min(length, 1 + random.nextInt(700)));
            }
        };
        assertThat(all(new LineReader(dripping, 0))).isEqualTo(expected);
    }

    private static List<String> all(LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        Optional<Line> line = reader.next();
        while (line.isPresent()) {
            lines.add(text(line.get()));
            line = reader.next();
        }
        return lines;
    }

    private static String text(Line line) {
        return new String(line.text(), StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
