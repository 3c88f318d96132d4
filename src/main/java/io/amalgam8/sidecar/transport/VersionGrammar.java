package io.amalgam8.sidecar.transport;

import java.nio.charset.StandardCharsets;

/** {@code HTTP/}, a digit, a dot and a digit (RFC 9112, 2.3). */
final class VersionGrammar {

    private static final byte[] SHAPE = "HTTP/0.0".getBytes(StandardCharsets.US_ASCII);
    private static final int MAJOR = 5;
    private static final int MINOR = 7;

    private int read;
    private int major;
    private int minor;

    void begin() {
        read = 0;
    }

    void next(byte octet, int index) {
        boolean isNumber = read == MAJOR || read == MINOR;
        if (isNumber ? !Octets.isDigit(octet) : octet != SHAPE[read]) {
            throw Violation.malformed(index, "the version is malformed");
        }
        if (read == MAJOR) {
            major = octet - '0';
        }
        if (read == MINOR) {
            minor = octet - '0';
        }
        read++;
    }

    boolean isComplete() {
        return read == SHAPE.length;
    }

    int major() {
        return major;
    }

    int minor() {
        return minor;
    }
}
