package io.amalgam8.sidecar.shipping;

/**
 * One line of the log.
 *
 * @param text its bytes without the newline, whatever they are
 * @param start where its first byte is in the uncompressed file
 * @param end behind its newline
 */
@SuppressWarnings("ArrayRecordComponent") // Written once by who reads the file, compared by nobody.
record Line(byte[] text, long start, long end) {}
