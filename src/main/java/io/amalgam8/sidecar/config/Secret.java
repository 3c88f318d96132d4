package io.amalgam8.sidecar.config;

/** A text that must not be shown: it masks itself wherever it is printed. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
