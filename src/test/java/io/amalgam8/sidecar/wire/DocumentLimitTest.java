package io.amalgam8.sidecar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DocumentLimitTest {

    private static final long MIB = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        // heap in MiB, longest document in KiB
        "0, 1024",
        "8, 1024",
        "16, 1024",
        "24, 1536",
        "64, 4096",
        "96, 6144",
        "256, 16384",
        "1023, 65472",
        "1024, 65536",
        "4096, 65536",
        "1048576, 65536",
    })
    void isASixteenthOfTheHeapWithinBounds(long heap, long longest) {
        assertThat(DocumentLimit.of(heap * MIB).bytes()).isEqualTo((int) (longest * 1024));
    }

    @Test
    void saysWhy() {
        assertThat(DocumentLimit.of(96 * MIB)).hasToString("6291456 bytes, a sixteenth of the heap that -Xmx grants");
        assertThat(DocumentLimit.of(4 * MIB)).hasToString("1048576 bytes, the least in any heap");
        assertThat(DocumentLimit.of(4096 * MIB)).hasToString("67108864 bytes, the most in any heap");
        assertThat(DocumentLimit.of(Long.MAX_VALUE).bytes()).isEqualTo((int) (64 * MIB));
    }
}
