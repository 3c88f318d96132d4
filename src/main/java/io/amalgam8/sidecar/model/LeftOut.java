package io.amalgam8.sidecar.model;

/** One entry of the registry's or controller's answer that could not be used, and why; the others are. */
public record LeftOut(String id, String subject, String reason) {}
