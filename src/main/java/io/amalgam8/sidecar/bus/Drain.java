package io.amalgam8.sidecar.bus;

/**
 * The sidecar is to be taken out of service: neither ready nor registered any more, though it serves whoever still calls.
 *
 * @param reason in words for people
 */
public record Drain(String reason) {}
