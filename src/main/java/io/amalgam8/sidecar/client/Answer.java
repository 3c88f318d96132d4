package io.amalgam8.sidecar.client;

/** What a server answers when it is asked again. */
public sealed interface Answer<T> {

    /** Something else than the time before, or the first answer. */
    record Changed<T>(T value) implements Answer<T> {}

    /** The same bytes as the time before: nothing was parsed. */
    record Unchanged<T>() implements Answer<T> {}
}
